#:sdk Aspire.AppHost.Sdk@13.2.0
#:project ../../KgRca.AppHost/KgRca.AppHost.csproj

// Runs the platform as one Aspire resource on its embedded stores, with Aspire's dashboard for its telemetry. The
// stores in containers and the services one by one join here as the services learn to speak to them.
var builder = DistributedApplication.CreateBuilder(args);

builder
    .AddProject<Projects.KgRca_AppHost>("kgrca")
    .WithHttpEndpoint()
    .WithHttpHealthCheck("/health/ready")
    .WithExternalHttpEndpoints();

builder.Build().Run();
