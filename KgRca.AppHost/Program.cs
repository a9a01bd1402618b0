using KgRca.AppHost;

var builder = DistributedApplication.CreateBuilder(args);
builder.AddEmbeddedPlatform();
builder.Build().Run();
