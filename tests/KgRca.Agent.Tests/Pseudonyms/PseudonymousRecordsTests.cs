using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using KgRca.Agent.Pseudonyms;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using KgRca.RootCause;
using KgRca.Scenarios;

namespace KgRca.Agent.Tests.Pseudonyms;

public sealed class PseudonymousRecordsTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    // Of the bundled scenario's names, those that no message of Kubernetes has.
    private static readonly string[] Tales =
    [
        "catalog",
        "checkout",
        "payment",
        "fast-ssd",
        "worker-3",
        "shop",
        "6f7c9d5b1",
        "registry.example",
    ];

    [Fact]
    public void Apply_WholeScenario_HasTheSameCausesOfTheRenamedObjects()
    {
        var pseudonyms = new PseudonymousRecords();
        var renamed = FirstCauses(ShopScenario.Generate().Select(record => Copy(pseudonyms.Apply(record))));
        Assert.Equal(
            ShopScenario.Faults.Select(fault =>
                $"{fault.Kind} {pseudonyms.Name(fault.Namespace)}/{pseudonyms.Name(fault.ObjectName)}: {fault.Cause}"
            ),
            renamed
        );
    }

    [Fact]
    public void Apply_WholeScenario_LeavesNoNameInIt()
    {
        var pseudonyms = new PseudonymousRecords();
        var text = string.Join(
            '\n',
            ShopScenario
                .Generate()
                .Select(record => pseudonyms.Apply(record))
                .Select(record => $"{record.Key} {Encoding.UTF8.GetString(record.Value.Span)}")
        );
        Assert.All(Tales, name => Assert.DoesNotContain(name, text));
    }

    [Fact]
    public void Apply_Listing_SaysTheSameOfTheRenamedNamespace()
    {
        var pseudonyms = new PseudonymousRecords();
        var listing = new Listing(Time, Time.AddSeconds(-1), "prod-eu", "v1", "Pod", 3, "till");
        var mapped = pseudonyms.Apply(
            new CaptureRecord(
                DataTopic.Resources,
                listing.Key,
                Time,
                JsonSerializer.SerializeToUtf8Bytes(listing, WireJson.Default.Listing)
            )
        );
        var expected = listing with { Cluster = pseudonyms.Name("prod-eu"), Namespace = pseudonyms.Name("till") };
        Assert.NotEqual(listing.Key, expected.Key);
        Assert.Equal(expected, RecordParser.Parse(mapped.Topic, mapped.Value.Span, Time).Record);
        Assert.Equal(expected.Key, mapped.Key);
    }

    [Fact]
    public void Apply_WholeScenario_KeysAreThoseOfTheValues()
    {
        var pseudonyms = new PseudonymousRecords();
        Assert.All(
            ShopScenario.Generate().Where(record => record.Topic == DataTopic.Resources),
            record =>
            {
                var mapped = pseudonyms.Apply(record);
                var value = JsonNode.Parse(mapped.Value.Span)!;
                var (item, metadata) = (value["object"]!, value["object"]!["metadata"]!);
                Assert.Equal(
                    $"{value["cluster"]}/{item["kind"]}/{metadata["namespace"]}/{metadata["name"]}",
                    mapped.Key
                );
            }
        );
    }

    [Fact]
    public void Apply_Pod_ReferencesLeadWhereTheyLed()
    {
        var pseudonyms = new PseudonymousRecords();
        var pod = Apply(
            pseudonyms,
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web-6f7c9d5b84-x7k2p","namespace":"acme","labels":{"app":"web","acme.com/team":"blue"},
             "ownerReferences":[{"kind":"ReplicaSet","name":"web-6f7c9d5b84"}]},
             "spec":{"nodeName":"ip-10-0-1-23.eu-west-1.compute.internal","containers":[{"name":"web","image":"acme.io/web:2","args":["--db=acme-db.acme.svc:5432"],
              "env":[{"name":"ACME_URL","value":"http://api.acme:80"}],"envFrom":[{"secretRef":{"name":"acme-db"}}]}]},
             "status":{"phase":"Pending","podIP":"10.1.2.3","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"no node for web"}]}}
            """
        );
        var service = Apply(
            pseudonyms,
            """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"api","namespace":"acme"},"spec":{"type":"ClusterIP","selector":{"app":"web","acme.com/team":"blue"}}}
            """
        );
        var container = pod["spec"]!["containers"]![0]!;
        Assert.StartsWith($"{pod["metadata"]!["ownerReferences"]![0]!["name"]}-", $"{pod["metadata"]!["name"]}");
        Assert.Equal(pod["metadata"]!["labels"]!.ToJsonString(), service["spec"]!["selector"]!.ToJsonString());
        Assert.Equal(
            $"http://{service["metadata"]!["name"]}.{service["metadata"]!["namespace"]}:80",
            $"{container["env"]![0]!["value"]}"
        );
        Assert.Contains($"{container["envFrom"]![0]!["secretRef"]!["name"]}", $"{container["args"]![0]}");
        Assert.Equal(
            ("Pending", "PodScheduled", "ClusterIP"),
            (
                $"{pod["status"]!["phase"]}",
                $"{pod["status"]!["conditions"]![0]!["type"]}",
                $"{service["spec"]!["type"]}"
            )
        );
        Assert.DoesNotContain("acme", (pod.ToJsonString() + service.ToJsonString()).ToLowerInvariant());
    }

    [Fact]
    public void Apply_AnyNames_RecordStaysValidAndTheNameGoes()
    {
        var label = Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"]
            .Array[1, 63]
            .Select(characters => $"q{new string(characters)}q");
        Gen.Select(label, label, Gen.String)
            .Sample(
                (name, @namespace, text) =>
                {
                    var item = new JsonObject
                    {
                        ["apiVersion"] = "v1",
                        ["kind"] = "Pod",
                        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace },
                        ["status"] = new JsonObject { ["message"] = $"{text} {name}" },
                    };
                    var mapped = new PseudonymousRecords().Apply(
                        Record(item.ToJsonString(), $"test/Pod/{@namespace}/{name}")
                    );
                    Assert.True(RecordParser.Parse(mapped.Topic, mapped.Value.Span, Time).IsValid);
                    Assert.Equal(
                        name.Length,
                        $"{JsonNode.Parse(mapped.Value.Span)!["object"]!["metadata"]!["name"]}".Length
                    );
                },
                iter: 1_000
            );
    }

    private static JsonNode Apply(PseudonymousRecords pseudonyms, string item) =>
        JsonNode.Parse(pseudonyms.Apply(Record(item, "test/Pod/acme/web")).Value.Span)!["object"]!;

    private static CaptureRecord Record(string item, string key) =>
        new(
            DataTopic.Resources,
            key,
            Time,
            Encoding.UTF8.GetBytes(
                $$"""{"op":"upsert","observed_at":"2026-11-21T10:00:00.000Z","cluster":"test","object":{{item}}}"""
            )
        );

    private static CaptureRecord Copy(CaptureRecord record) => record with { Value = record.Value.ToArray() };

    /// <summary>What the engine names first for each incident, in the order of their beginnings.</summary>
    private static List<string> FirstCauses(IEnumerable<CaptureRecord> records)
    {
        var engine = new RootCauseEngine();
        var incidents = new Dictionary<string, long>(StringComparer.Ordinal);
        var causes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var record in records)
        {
            var parsed = RecordParser.Parse(record.Topic, record.Value.Span, record.Time);
            Assert.True(parsed.IsValid, parsed.Error?.ToString());
            var changes = new List<GraphChange>();
            engine.Process(parsed.Record, changes);
            foreach (var change in changes)
            {
                if (
                    change is UpsertNode { Key.Label: GraphSchema.Incident } incident
                    && incident.Properties.Find("started_at").AsInteger is { } began
                )
                    incidents[incident.Key.Key] = began;
                if (
                    change is UpsertRelationship { Key.Type: GraphSchema.PotentialCause } link
                    && link.Properties.Find("rank").AsInteger == 1
                )
                    causes[link.Key.To.Key] =
                        $"{Text(link, "object_kind")} {Text(link, "object_namespace")}/{Text(link, "object_name")}: {Text(link, "cause")}";
            }
        }
        return [.. causes.OrderBy(cause => incidents[cause.Key]).Select(cause => cause.Value)];
    }

    private static string? Text(UpsertRelationship link, string name) => link.Properties.Find(name).AsString;
}
