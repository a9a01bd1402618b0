using System.Text;
using System.Text.Json;
using KgRca.Agent.Kubernetes;
using KgRca.Agent.Normalization;
using KgRca.Agent.Topology;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;
using KgRca.Contracts.Records;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Normalization;

public sealed class ClusterRecordsTests
{
    private static readonly ResourceType Pods = WatchedTypes.Objects.First(type => type.Kind == "Pod");
    private static readonly ObjectKey Pod = new("Pod", "shop", "web-1");

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    // No kind is unseen.
    private static readonly HashSet<string> All = [];

    private readonly List<(DataTopic Topic, string Text)> _records = [];
    private readonly Dictionary<(DataTopic, string), string> _known = [];

    [Fact]
    public void Add_SameStateAfterARestart_TellsOfNothing()
    {
        Run(records => records.Add(Seen("node-1")));
        Assert.Equal([DataTopic.Resources, DataTopic.Topology], _records.Select(record => record.Topic));
        _records.Clear();
        Run(records =>
        {
            records.Add(Seen("node-1"));
            records.Complete(All);
        });
        Assert.Empty(_records);
    }

    [Fact]
    public void Add_ObjectThatVanishedWhileStopped_TellsOfItAndOfItsEdges()
    {
        Run(records => records.Add(Seen("node-1")));
        _records.Clear();
        Run(records =>
        {
            records.Add(new ObservedObject(Pods, Pod, "u1", null));
            records.Complete(All);
        });
        Assert.Equal([DataTopic.Resources, DataTopic.Topology], _records.Select(record => record.Topic));
        Assert.All(_records, record => Assert.Contains("\"op\":\"delete\"", record.Text));
        Assert.Empty(_known);
    }

    [Fact]
    public void Complete_KindThatIsWatchedNoMore_TellsThatItsObjectsAreGone()
    {
        var widget = new ResourceType("example.com", "v1", "widgets", "Widget", IsCustom: true);
        Run(records =>
            records.Add(
                new ObservedObject(
                    widget,
                    new ObjectKey("Widget", "shop", "w"),
                    "u",
                    JsonElement.Parse("""{"metadata": {"name": "w", "namespace": "shop", "uid": "u"}}""")
                )
            )
        );
        _records.Clear();
        Run(records => records.Complete(All));
        Assert.Equal(
            ("delete", "Widget"),
            JsonElement.Parse(Assert.Single(_records).Text) is var gone
                ? (gone.At("op").GetString(), gone.At("object").Text("kind"))
                : default
        );
        Assert.Empty(_known);
    }

    [Fact]
    public void Complete_KindUnseen_TellsOfWhatItStatesOnceItIsSeen()
    {
        Run(records => records.Add(Seen("node-1")));
        _records.Clear();
        Run(records =>
        {
            records.Complete(new HashSet<string> { "Pod", "Secret" });
            Assert.Empty(_records);
            records.Add(new ObservedObject(Pods, Pod, "u1", null));
            records.Complete(new HashSet<string> { "Secret" });
        });
        Assert.Equal([DataTopic.Resources, DataTopic.Topology], _records.Select(record => record.Topic));
    }

    [Fact]
    public void Complete_EdgeThatChangedWhileStopped_TellsOfTheNewOneAndTheOldOne()
    {
        Run(records => records.Add(Seen("node-1")));
        _records.Clear();
        Run(records =>
        {
            records.Add(Seen("node-2"));
            records.Complete(All);
        });
        Assert.Equal(
            [("upsert", "node-2"), ("delete", "node-1")],
            _records
                .Where(record => record.Topic == DataTopic.Topology)
                .Select(record => JsonElement.Parse(record.Text))
                .Select(edge =>
                    (edge.GetProperty("op").GetString(), edge.GetProperty("to").GetProperty("name").GetString())
                )
        );
    }

    [Fact]
    public void Add_ConfigMapNamesAService_TellsOfADeclaredCallOnceAndOfNoValue()
    {
        ObservedObject[] cluster =
        [
            Seen("Service", "cart", "{}"),
            Seen(
                "Deployment",
                "web",
                """{"spec": {"template": {"spec": {"containers": [{"envFrom": [{"configMapRef": {"name": "settings"}}]}]}}}}"""
            ),
            Seen("ConfigMap", "settings", """{"data": {"CART_ADDR": "cart:7070"}}"""),
        ];
        void Watch() =>
            Run(records =>
            {
                foreach (var observed in cluster)
                    records.Add(observed);
                records.Complete(All);
            });
        Watch();
        Assert.Contains(
            """{"kind":"Deployment","name":"web","namespace":"shop"},"to":{"kind":"Service","name":"cart","namespace":"shop"},"calls":{"source":"declared"}}""",
            Assert.Single(_records, record => record.Topic == DataTopic.Topology).Text
        );
        Assert.DoesNotContain(_records, record => record.Text.Contains("7070", StringComparison.Ordinal));
        _records.Clear();
        Watch();
        Assert.Empty(_records);
        cluster[2] = Seen("ConfigMap", "settings", """{"data": {"CART_ADDR": "basket:7070"}}""");
        Watch();
        Assert.Contains(
            "\"op\":\"delete\"",
            Assert.Single(_records, record => record.Topic == DataTopic.Topology).Text
        );
    }

    [Theory]
    [InlineData(CallSource.Trace, "trace")]
    [InlineData(CallSource.Mesh, "mesh")]
    public void AddCall_AlsoDeclared_IsToldAsSeenUntilItIsNotSeenAnyMore(CallSource source, string name)
    {
        var call = new EdgeKey(
            EdgeType.Calls,
            new ObjectKey("Deployment", "shop", "web"),
            new ObjectKey("Service", "shop", "cart")
        );
        Run(records =>
        {
            records.Add(call, new CallStatistics(source, 2));
            records.Add(Seen("Service", "cart", "{}"));
            records.Add(
                Seen(
                    "Deployment",
                    "web",
                    """{"spec": {"template": {"spec": {"containers": [{"args": ["cart:80"]}]}}}}"""
                )
            );
        });
        Assert.Contains(
            $$"""
            "calls":{"source":"{{name}}","rate":2}
            """.Trim(),
            Assert.Single(_records, record => record.Topic == DataTopic.Topology).Text
        );
        _records.Clear();
        Run(records =>
        {
            Assert.Equal([KeyValuePair.Create(call, new CallStatistics(source))], records.Calls);
            records.Complete(All);
            Assert.DoesNotContain(_records, record => record.Topic == DataTopic.Topology);
            _records.Clear();
            records.TellAgain();
            Assert.Contains($"\"source\":\"{name}\"", Assert.Single(_records).Text);
            records.Add(call, null);
        });
        Assert.Contains("\"op\":\"delete\"", _records[^1].Text);
    }

    [Fact]
    public void AddCall_EndsWhileDeclared_IsDeclaredAgain()
    {
        var call = new EdgeKey(
            EdgeType.Calls,
            new ObjectKey("Deployment", "shop", "web"),
            new ObjectKey("Service", "shop", "cart")
        );
        Run(records =>
        {
            records.Add(Seen("Service", "cart", "{}"));
            records.Add(
                Seen(
                    "Deployment",
                    "web",
                    """{"spec": {"template": {"spec": {"containers": [{"args": ["cart:80"]}]}}}}"""
                )
            );
            records.Add(call, new CallStatistics(CallSource.Trace, 2));
            records.Add(call, null);
            records.Add(Seen("Service", "cart", "{}") with { Object = null });
        });
        Assert.Equal(
            [("upsert", "declared"), ("upsert", "trace"), ("upsert", "declared"), ("delete", null)],
            _records
                .Where(record => record.Topic == DataTopic.Topology)
                .Select(record => JsonElement.Parse(record.Text))
                .Select(edge => (edge.At("op").GetString(), edge.At("calls").Text("source")))
        );
    }

    [Fact]
    public void Add_ListedAgain_TellsOfObjectAndEdgesAgain()
    {
        Run(records =>
        {
            records.Add(Seen("node-1"));
            records.Add(Seen("node-1"));
            Assert.Equal(2, _records.Count);
            records.Add(Seen("node-1") with { IsListed = true });
        });
        Assert.Equal(
            [DataTopic.Resources, DataTopic.Topology, DataTopic.Resources, DataTopic.Topology],
            _records.Select(record => record.Topic)
        );
    }

    [Fact]
    public void Add_ListedAfterARestart_TellsOfObjectAndEdgesOnce()
    {
        Run(records => records.Add(Seen("node-1")));
        _records.Clear();
        Run(records =>
        {
            records.Add(Seen("node-1") with { IsListed = true });
            records.Complete(All);
        });
        Assert.Equal([DataTopic.Resources, DataTopic.Topology], _records.Select(record => record.Topic));
    }

    [Fact]
    public void Add_AllListed_SaysSinceWhenAndHowMany()
    {
        Run(records =>
        {
            records.Add(Seen("node-1") with { IsListed = true });
            records.Add(new ListedKind(Pods, Now.AddSeconds(-3), 1));
        });
        var record = RecordParser.Parse(DataTopic.Resources, Encoding.UTF8.GetBytes(_records[^1].Text), Now).Record;
        Assert.Equal(new Listing(Now, Now.AddSeconds(-3), "prod", "v1", "Pod", 1), record);
        Assert.Equal(2, _known.Count);
    }

    [Fact]
    public void Add_AllListedButOneThatNoRecordCanHold_SaysNothingOfTheKind()
    {
        var huge = JsonElement.Parse(
            $$$"""{"metadata": {"name": "web-1", "namespace": "shop", "uid": "u1"}, "spec": {"nodeName": "{{{new string(
                'x',
                2 << 20
            )}}}"}}"""
        );
        Run(
            records =>
            {
                records.Add(new ObservedObject(Pods, Pod, "u1", huge, IsListed: true));
                records.Add(new ListedKind(Pods, Now, 1));
                Assert.Empty(_records);
                records.Add(Seen("node-1") with { IsListed = true });
                records.Add(new ListedKind(Pods, Now, 1));
            },
            trouble => Assert.Contains("dropped", trouble)
        );
        Assert.Contains("\"op\":\"listed\"", _records[^1].Text);
    }

    [Fact]
    public void Add_EventThatWentOnWhileStopped_StandsForWhatWasAdded()
    {
        Run(records => records.Add(Event(3)));
        _records.Clear();
        Run(records => records.Add(Event(3)));
        Assert.Empty(_records);
        Run(records => records.Add(Event(5)));
        Assert.Equal(2, JsonElement.Parse(Assert.Single(_records).Text).GetProperty("count").GetInt32());
    }

    /// <summary>Runs an agent that knows what the ones before it remembered.</summary>
    private void Run(Action<ClusterRecords> run, Action<string>? trouble = null)
    {
        var records = new ClusterRecords("prod", new FakeTimeProvider(Now), Keep, trouble ?? Assert.Fail);
        foreach (var ((topic, key), mark) in _known)
            records.Restore(new Knowledge(topic, key, mark));
        run(records);
    }

    private void Keep(CaptureRecord record, Knowledge? remembered)
    {
        _records.Add((record.Topic, Encoding.UTF8.GetString(record.Value.Span)));
        if (remembered is not { } known)
            return;
        if (known.Mark is { } mark)
            _known[(known.Topic, known.Key)] = mark;
        else
            _known.Remove((known.Topic, known.Key));
    }

    private static ObservedObject Seen(string node) =>
        new(
            Pods,
            Pod,
            "u1",
            JsonElement.Parse(
                $$$"""{"metadata": {"name": "web-1", "namespace": "shop", "uid": "u1"}, "spec": {"nodeName": "{{{node}}}"}}"""
            )
        );

    private static ObservedObject Seen(string kind, string name, string item) =>
        new(
            WatchedTypes.Objects.First(type => type.Kind == kind),
            new ObjectKey(kind, "shop", name),
            "u",
            JsonElement.Parse(item)
        );

    private static ObservedObject Event(int count) =>
        new(
            WatchedTypes.Events,
            new ObjectKey("Event", "shop", "e"),
            "e1",
            JsonElement.Parse(
                $$$"""
                {"metadata": {"uid": "e1"}, "type": "Warning", "reason": "BackOff", "note": "Back-off", "regarding": {"kind": "Pod", "namespace": "shop", "name": "web-1"},
                 "deprecatedFirstTimestamp": "2026-11-21T09:00:00Z", "deprecatedLastTimestamp": "2026-11-21T09:0{{{count}}}:00Z", "deprecatedCount": {{{count}}}}
                """
            )
        );
}
