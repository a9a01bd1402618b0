using KgRca.GraphBuilder;
using KgRca.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults().AddGraphBuilder();

var app = builder.Build();
app.UseServiceDefaults();
await app.RunAsync();
