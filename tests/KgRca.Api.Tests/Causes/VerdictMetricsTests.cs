using System.Diagnostics.Metrics;
using KgRca.Api.Causes;
using KgRca.Contracts.Graphs;
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
        Judge(Acme, "inc-1", "e1", 1, FeedbackNode.Correct);
        Judge(Acme, "inc-2", "e1", 1, FeedbackNode.Incorrect);
        Judge(Acme, "inc-2", "e4", 4, FeedbackNode.Correct);
        Judge(Acme, "inc-3", "e1", 1, FeedbackNode.Incorrect);
        Judge(TenantId.Create("other"), "inc-1", "e2", 2, FeedbackNode.Correct);
        Judge(Acme, "inc-4", "e1", 1, FeedbackNode.Correct);
        Judge(Acme, "inc-4", "e1", 1, FeedbackNode.Withdrawn);
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

        void Judge(TenantId tenant, string incident, string eventId, long rank, string verdict) =>
            metrics.Judged(tenant, incident, [], Verdict(incident, eventId, rank, verdict));
    }

    [Fact]
    public void Judged_IncidentThatWasJudgedBefore_CountsWhatTheGraphHas()
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        var metrics = new VerdictMetrics(factory);
        var stored = Verdict("inc-1", "e1", 1, FeedbackNode.Correct);
        metrics.Judged(Acme, "inc-1", [stored], Verdict("inc-1", "e2", 2, FeedbackNode.Incorrect));
        Assert.Equal(1, Read(factory)["kg_rca_mean_average_rank"]);
        // The graph does not have it yet.
        metrics.Judged(Acme, "inc-1", [stored], Verdict("inc-1", "e1", 1, FeedbackNode.Withdrawn));
        metrics.Judged(Acme, "inc-1", [stored], Verdict("inc-1", "e2", 2, FeedbackNode.Correct));
        Assert.Equal(2, Read(factory)["kg_rca_mean_average_rank"]);
    }

    private static FeedbackNode Verdict(string incident, string eventId, long rank, string verdict) =>
        new(incident, eventId, "oom_killed", verdict, rank, null, null);

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
