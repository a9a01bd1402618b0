using System.IO.Compression;
using System.Text;
using System.Text.Json;
using KgRca.Contracts.Graphs;
using KgRca.Scenarios;

namespace KgRca.RootCause.Tests.Scenarios;

public sealed class ShopScenarioTests
{
    [Fact]
    public void Replay_WholeScenario_MakesOneIncidentAFaultWithItsCauseFirst()
    {
        var graph = Replay.Run([.. ShopScenario.Generate().Select(Replay.Parse)]);
        var incidents = graph.OfLabel(GraphSchema.Incident).OrderBy(node => node["started_at"].AsInteger).ToList();
        var first = incidents.Select(incident =>
            graph
                .OfType(GraphSchema.PotentialCause)
                .Single(link => link.Key.To == incident.Key && link["rank"].AsInteger == 1)
        );
        Assert.Equal(
            ShopScenario.Faults.Select(fault => $"{fault.Kind} {fault.Namespace}/{fault.ObjectName}: {fault.Cause}"),
            first.Select(link =>
                $"{link["object_kind"]} {link["object_namespace"]}/{link["object_name"]}: {link["cause"]}"
            )
        );
    }

    [Fact]
    public void Replay_WholeScenario_TitlesSayWhatIsWrong()
    {
        var graph = Replay.Run([.. ShopScenario.Generate().Select(Replay.Parse)]);
        Assert.Equal(
            [
                "Out of memory: Deployment shop/catalog",
                "Image does not exist: Deployment shop/web",
                "Liveness probe uses the wrong port: Deployment shop/cart",
                "Node is not ready: Node worker-3",
                "StorageClass does not exist or does not match: PersistentVolumeClaim data/reports-data",
                "Service selects no Pods: Service shop/payment",
            ],
            graph
                .OfLabel(GraphSchema.Incident)
                .OrderBy(incident => incident["started_at"].AsInteger)
                .Select(incident => incident["title"].AsString)
        );
    }

    [Fact]
    public void BundledCapture_IsWhatTheGeneratorMakes()
    {
        using var reader = new StreamReader(
            new GZipStream(
                File.OpenRead(Repository.File("KgRca.Standalone", "Demo", "demo.jsonl.gz")),
                CompressionMode.Decompress
            )
        );
        var expected = new StringBuilder();
        foreach (var record in ShopScenario.Generate())
        {
            using var line = new MemoryStream();
            using (var writer = new Utf8JsonWriter(line))
                record.WriteTo(writer);
            expected.Append(Encoding.UTF8.GetString(line.ToArray())).Append('\n');
        }
        Assert.Equal(expected.ToString(), reader.ReadToEnd());
    }

    [Fact]
    public void Replay_RestartedBeforeAnyRecord_MakesTheSameGraph()
    {
        var records = ShopScenario.Generate().Select(Replay.Parse).ToList();
        var expected = Replay.Run(records).ToString();
        for (var i = 1; i < records.Count; i += 7)
            Assert.Equal(expected, Replay.Run(records, i).ToString());
    }

    [Fact]
    public void Replay_EveryRecordTwice_MakesTheSameGraph()
    {
        var records = ShopScenario.Generate().Select(Replay.Parse).ToList();
        var twice = records.SelectMany(record => new[] { record, record }).ToList();
        Assert.Equal(Replay.Run(records).ToString(), Replay.Run(twice).ToString());
    }
}
