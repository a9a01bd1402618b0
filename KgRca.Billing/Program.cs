using KgRca.Billing;
using KgRca.ServiceDefaults;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddServiceDefaults().AddBilling();

var app = builder.Build();
app.UseServiceDefaults();
await app.RunAsync();
