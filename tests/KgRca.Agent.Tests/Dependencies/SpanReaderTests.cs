using Google.Protobuf;
using KgRca.Agent.Dependencies;
using KgRca.Agent.Otlp;
using Microsoft.Extensions.Time.Testing;

namespace KgRca.Agent.Tests.Dependencies;

public sealed class SpanReaderTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CallTable _table;
    private readonly SpanReader _reader;

    public SpanReaderTests()
    {
        _table = new CallTable(_clock);
        _reader = new SpanReader(Cluster.Directory(), _table, _clock);
    }

    [Theory]
    [InlineData("k8s.deployment.name", "web")]
    [InlineData("k8s.pod.name", "web-1-a")]
    [InlineData("service.name", "web")]
    public void Add_ClientThatNamesAService_IsACallOfItsWorkload(string attribute, string value)
    {
        Send(Attributes((attribute, value), ("k8s.namespace.name", "shop")), Client(1, ("server.address", "cart")));
        Assert.Equal(["Deployment/web Service/cart rate 1, errors 0, p50 10.6 ms"], Tick());
    }

    [Theory]
    [InlineData("peer.service", "cart", "Service/cart")]
    [InlineData("net.peer.name", "cart.shop.svc", "Service/cart")]
    [InlineData("url.full", "http://cart:8080/items", "Service/cart")]
    [InlineData("net.sock.peer.addr", "10.244.0.2", "Deployment/cart")]
    [InlineData("network.peer.address", "10.96.0.9", "Service/db")]
    public void Add_ClientThatNamesItsPeer_IsACallOfWhatIsBehindIt(string attribute, string value, string expected)
    {
        Send(Web, Client(1, ("peer.service", "unknown"), (attribute, value)));
        Send(Web, Client(2, (attribute, value)));
        Assert.StartsWith($"Deployment/web {expected} ", Assert.Single(Tick()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Add_HalvesInAnyOrder_AreOneCallAsItsCallerSawIt(bool isServerFirst)
    {
        var client = Client(1);
        client.Status = new Status { Code = Status.Types.StatusCode.Error };
        if (!isServerFirst)
            Send(Web, client);
        Send(
            Cart,
            new Span
            {
                TraceId = Id(16, 1),
                SpanId = Id(8, 2),
                ParentSpanId = client.SpanId,
                Kind = Span.Types.SpanKind.Server,
            }
        );
        if (isServerFirst)
            Send(Web, client);
        Assert.Equal(["Deployment/web Deployment/cart rate 1, errors 1, p50 10.6 ms"], Tick());
    }

    [Fact]
    public void Add_OtherHalfComesTooLate_IsNoCall()
    {
        Send(Web, Client(1));
        _clock.Advance(TimeSpan.FromSeconds(31));
        Send(
            Cart,
            new Span
            {
                TraceId = Id(16, 1),
                SpanId = Id(8, 2),
                ParentSpanId = Id(8, 1),
                Kind = Span.Types.SpanKind.Server,
            }
        );
        Assert.Empty(Tick());
    }

    [Fact]
    public void Add_NobodyOfTheCluster_IsCountedAndNotGuessed()
    {
        Send(
            Attributes(("service.name", "laptop"), ("k8s.namespace.name", "shop")),
            Client(1, ("server.address", "cart"))
        );
        Send(Attributes(("service.name", "web")), Client(1, ("server.address", "cart")));
        Send(null, Client(2), new Span { Kind = Span.Types.SpanKind.Internal });
        Assert.Empty(Tick());
        Assert.Equal((4, 3), (_reader.Spans, _reader.Unresolved));
    }

    [Fact]
    public void Tick_PairOverTime_IsToldWhenNewWhenItChangesAndWhenItEnds()
    {
        Send(Web, Client(1, ("server.address", "cart")));
        Assert.Single(Tick());
        Assert.Empty(Minute(calls: 1, errors: 0));
        Assert.Contains("errors 0.5", Assert.Single(Minute(calls: 20, errors: 10)));
        Assert.Empty(Minute(calls: 20, errors: 10));
        Assert.Contains("errors 0,", Assert.Single(Minute(calls: 20, errors: 0)));
        for (var minute = 0; minute < 9; minute++)
            Assert.Empty(Minute(calls: 19, errors: 0));
        Assert.Single(Minute(calls: 19, errors: 0));
        var told = Enumerable.Range(0, 61).SelectMany(_ => Minute(calls: 0, errors: 0)).ToList();
        Assert.Equal(["Deployment/web Service/cart rate 0", "Deployment/web Service/cart ended"], told);
    }

    private static Resource Web { get; } = Attributes(("service.name", "web"), ("k8s.namespace.name", "shop"));

    private static Resource Cart { get; } = Attributes(("k8s.pod.name", "cart-1-a"), ("k8s.namespace.name", "shop"));

    private List<string> Minute(int calls, int errors)
    {
        for (var number = 0; number < calls; number++)
        {
            var span = Client((byte)(number + 1), ("server.address", "cart"));
            if (number < errors)
                span.Status = new Status { Code = Status.Types.StatusCode.Error };
            Send(Web, span);
        }
        _clock.Advance(TimeSpan.FromMinutes(1));
        return Tick();
    }

    private List<string> Tick()
    {
        var told = new List<string>();
        _table.Tick(
            (edge, calls) =>
                told.Add(
                    FormattableString.Invariant($"{edge.From.Kind}/{edge.From.Name} {edge.To.Kind}/{edge.To.Name} ")
                        + (
                            calls is null
                                ? "ended"
                                : FormattableString.Invariant($"rate {calls.Rate}")
                                    + (
                                        calls.ErrorRatio is null
                                            ? ""
                                            : FormattableString.Invariant(
                                                $", errors {calls.ErrorRatio}, p50 {calls.LatencyP50Ms} ms"
                                            )
                                    )
                        )
                )
        );
        return told;
    }

    private void Send(Resource? resource, params Span[] spans)
    {
        var group = new ResourceSpans { ScopeSpans = { new ScopeSpans { Spans = { spans } } } };
        if (resource is not null)
            group.Resource = resource;
        _reader.Add(new ExportTraceServiceRequest { ResourceSpans = { group } });
    }

    // A call of 10 ms.
    private static Span Client(byte id, params (string Key, string Value)[] attributes) =>
        new()
        {
            TraceId = Id(16, 1),
            SpanId = Id(8, id),
            Kind = Span.Types.SpanKind.Client,
            StartTimeUnixNano = 1_000_000,
            EndTimeUnixNano = 11_000_000,
            Attributes = { Attributes(attributes).Attributes },
        };

    private static Resource Attributes(params (string Key, string Value)[] attributes) =>
        new()
        {
            Attributes =
            {
                attributes.Select(attribute => new KeyValue
                {
                    Key = attribute.Key,
                    Value = new AnyValue { StringValue = attribute.Value },
                }),
            },
        };

    private static ByteString Id(int length, byte value) => ByteString.CopyFrom([.. Enumerable.Repeat(value, length)]);
}
