using System.Diagnostics.Metrics;
using KgRca.Api.Causes;
using KgRca.Contracts.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace KgRca.Api.Tests.Causes;

public sealed class VerdictMetricsTests : IDisposable
{
    private static readonly TenantId Acme = TenantId.Create("acme");

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void Judged_SomeIncidents_CountsEachOnceByItsBestRank()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        var metrics = new VerdictMetrics(factory);
        Assert.Empty(Read(factory));
        metrics.Judged(Acme, "inc-1", 1);
        metrics.Judged(Acme, "inc-2", VerdictMetrics.NotAmongThem);
        metrics.Judged(Acme, "inc-2", 4);
        metrics.Judged(Acme, "inc-3", VerdictMetrics.NotAmongThem);
        metrics.Judged(TenantId.Create("other"), "inc-1", 2);
        metrics.Judged(Acme, "inc-4", 1);
        metrics.Judged(Acme, "inc-4", null);
        Assert.Equal(
            new Dictionary<string, double>
            {
                ["kg_rca_accuracy_at_k 1"] = 0.25,
                ["kg_rca_accuracy_at_k 3"] = 0.5,
                ["kg_rca_accuracy_at_k 5"] = 0.75,
                ["kg_rca_accuracy_at_k 10"] = 0.75,
                ["kg_rca_mean_average_rank"] = 4.5,
            },
            Read(factory)
        );
    }

    public void Dispose() => _services.Dispose();

    private static Dictionary<string, double> Read(IMeterFactory factory)
    {
        var values = new Dictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == factory)
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) =>
                values[$"{instrument.Name} {(tags.Length > 0 ? tags[0].Value : "")}".Trim()] = value
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
