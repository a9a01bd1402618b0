using KgRca.Contracts.Graphs;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Tests.Graphs;

public sealed class TypedNodeTests
{
    private static readonly DateTimeOffset Time = new(2026, 11, 21, 11, 50, 49, TimeSpan.Zero);

    [Fact]
    public void From_Resource_ReadsWhatWasWritten()
    {
        var id = new ResourceId("c", "Pod", "shop", "web");
        var resource = new ResourceNode(id, "u", "v1", Time, Time.AddHours(-1), Time.AddHours(1), Time, "{}");
        Assert.Equal(resource, ResourceNode.From(Stored(ResourceNode.KeyOf(id), resource.ToProperties())));
    }

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(false, true, false)]
    public void Exists_ObservedAndNotDeleted_IsTrue(bool isObserved, bool isDeleted, bool exists) =>
        Assert.Equal(
            exists,
            new ResourceNode(
                new ResourceId("c", "Pod", "shop", "web"),
                ObservedAt: isObserved ? Time : null,
                DeletedAt: isDeleted ? Time : null
            ).Exists
        );

    [Fact]
    public void From_Episode_ReadsWhatWasWritten()
    {
        var episode = new EpisodicNode
        {
            EventId = "e",
            EventTime = Time,
            FirstTime = Time.AddMinutes(-1),
            Count = 3,
            Source = "k8s.log",
            Severity = Severity.Warning,
            Reason = "r",
            Message = "m",
            ResourceId = "c/Pod/shop/web",
            Container = "main",
            IsFromLog = true,
            IsBaseline = true,
            Cause = "oom_killed",
            Role = "Origin",
            FindingState = EpisodicNode.Resolved,
            ResolvedAt = Time.AddMinutes(1),
            Evidence = ["a\tb\tc"],
        };
        AssertSame(
            episode,
            EpisodicNode.From(Stored(EpisodicNode.KeyOf("e"), episode.ToProperties())),
            read => read.ToProperties()
        );
    }

    [Fact]
    public void ToProperties_Defaults_TakeNoRoom()
    {
        var episode = new EpisodicNode
        {
            EventId = "e",
            EventTime = Time,
            FirstTime = Time,
            Source = "k8s.event",
            Severity = Severity.Info,
            Reason = "r",
            Message = "m",
            ResourceId = "c/Pod/shop/web",
        };
        Assert.Equal(
            ["event_time", "message", "reason", "resource_id", "severity", "source"],
            Stored(EpisodicNode.KeyOf("e"), episode.ToProperties()).Properties.Select(property => property.Name)
        );
    }

    [Fact]
    public void From_Incident_ReadsWhatWasWritten()
    {
        var incident = new IncidentNode
        {
            Id = "i",
            StartedAt = Time,
            LastErrorAt = Time.AddMinutes(1),
            Status = IncidentNode.Closed,
            ClosedAt = Time.AddMinutes(16),
            MergedInto = "j",
            Severity = Severity.Critical,
            Title = "t",
            ErrorCount = 7,
            Unknown = ["a"],
            IsStale = true,
            ResourceIds = ["c/Pod/shop/web"],
            Reopenings = 2,
            ReopenedAt = Time.AddMinutes(2),
            ResolvedAt = Time.AddMinutes(3),
            IsMaintenance = true,
        };
        AssertSame(
            incident,
            IncidentNode.From(Stored(IncidentNode.KeyOf("i"), incident.ToProperties())),
            read => read.ToProperties()
        );
    }

    [Fact]
    public void From_Cause_ReadsWhatWasWritten()
    {
        var cause = new CauseRelationship
        {
            Rank = 1,
            Confidence = 0.9,
            PublishedScore = 0.8,
            TemporalScore = 0.7,
            DistanceScore = 0.6,
            DomainScore = 0.5,
            RankScore = 0.4,
            Role = "Change",
            Hops = 2,
            Cause = "oom_killed",
            Object = new ObjectReference("Node", "n"),
            Workload = new ObjectReference("Deployment", "web", "shop"),
            NextStep = "Do it.",
            Path = ["a", "b"],
            Rule = "detector@1",
            Effects = ["e"],
            Against = ["x"],
            Explanation = "because",
        };
        var read = CauseRelationship.From(cause.ToProperties());
        AssertSame(cause, read, link => link.ToProperties());
        Assert.Equal((cause.Object, cause.Workload), (read.Object, read.Workload));
    }

    [Fact]
    public void From_Calls_ReadsWhatWasWritten()
    {
        var key = new RelationshipKey("CALLS", new NodeKey("Resource", "a"), new NodeKey("Resource", "b"));
        var calls = new TopologyRelationship(Time, new CallStatistics(CallSource.Mesh, 1, 0.5, 3, 4));
        Assert.Equal(calls, TopologyRelationship.From(new Relationship(key, calls.ToProperties(EdgeType.Calls))));
        Assert.Equal(
            calls with
            {
                Calls = null,
            },
            TopologyRelationship.From(new Relationship(key, calls.ToProperties(EdgeType.RunsOn)))
        );
    }

    [Fact]
    public void From_Feedback_ReadsWhatWasWritten()
    {
        var feedback = new FeedbackNode("i", "e", "oom_killed", FeedbackNode.Correct, 1, "n", Time);
        Assert.Equal(feedback, FeedbackNode.From(Stored(feedback.Key, feedback.ToProperties())));
    }

    [Fact]
    public void From_Engine_ReadsWhatWasWritten()
    {
        var engine = new EngineNode(Time, Time.AddMinutes(-1), Time.AddMinutes(-2), true, true);
        Assert.Equal(engine, EngineNode.From(Stored(EngineNode.Key, engine.ToProperties())));
    }

    [Theory]
    [InlineData("started_at")]
    [InlineData("last_error_at")]
    [InlineData("status")]
    [InlineData("severity")]
    public void From_IncidentWithoutWhatEveryOneHas_SaysWhatIsMissing(string missing)
    {
        var incident = new IncidentNode
        {
            Id = "i",
            StartedAt = Time,
            LastErrorAt = Time,
            Status = IncidentNode.Open,
            Severity = Severity.Error,
            Title = "t",
            ErrorCount = 1,
        };
        var error = Assert.Throws<InvalidDataException>(() =>
            IncidentNode.From(
                Stored(
                    IncidentNode.KeyOf("i"),
                    [.. incident.ToProperties().Where(property => property.Name != missing)]
                )
            )
        );
        Assert.Contains(missing, error.Message);
    }

    private static void AssertSame<T>(T written, T read, Func<T, Property[]> properties) =>
        Assert.Equal(properties(written), properties(read));

    // As a store keeps it: ordered by name, nothing null.
    private static Node Stored(NodeKey key, Property[] properties) =>
        new(
            key,
            [
                .. properties
                    .Where(property => property.Value.Type != PropertyType.Null)
                    .OrderBy(property => property.Name, StringComparer.Ordinal),
            ]
        );
}
