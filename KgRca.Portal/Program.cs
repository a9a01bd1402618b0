using KgRca.Portal;
using KgRca.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults().AddPortal();

var app = builder.Build();
app.UseServiceDefaults();
app.MapPortal();
await app.RunAsync();
