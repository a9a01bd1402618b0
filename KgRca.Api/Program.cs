using KgRca.Api;
using KgRca.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults().AddApi();

var app = builder.Build();
app.UseServiceDefaults();
app.UseApi();
app.MapApi();
await app.RunAsync();
