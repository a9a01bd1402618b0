using System.Diagnostics.Metrics;
using KgRca.ServiceDefaults.Metrics;

namespace KgRca.ServiceDefaults.Tests.Metrics;

public sealed class PrometheusRegistryTests : IDisposable
{
    private readonly PrometheusRegistry _registry = new();
    private readonly Meter _meter = new($"KgRca.Tests.{Guid.NewGuid():N}");
    private readonly string _name = $"test_{Guid.NewGuid():N}";

    [Fact]
    public void Write_Counter_AddsUpByLabels()
    {
        var counter = _meter.CreateCounter<long>(_name, description: "What it counts");
        counter.Add(2, new KeyValuePair<string, object?>("topic", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("topic", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("topic", "b"), new("status", "ok"));
        Assert.Equal(
            $"""
            # HELP {_name} What it counts
            # TYPE {_name} counter
            {_name}{"{"}topic="a"{"}"} 5
            {_name}{"{"}topic="b",status="ok"{"}"} 1
            """,
            Text()
        );
    }

    [Fact]
    public void Write_Histogram_HasCumulativeBucketsUpToInfinity()
    {
        var histogram = _meter.CreateHistogram(
            _name,
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5] }
        );
        foreach (var value in (double[])[0.05, 0.1, 0.3, 7])
            histogram.Record(value);
        Assert.Equal(
            $"""
            # TYPE {_name} histogram
            {_name}_bucket{"{"}le="0.1"{"}"} 2
            {_name}_bucket{"{"}le="0.5"{"}"} 3
            {_name}_bucket{"{"}le="+Inf"{"}"} 4
            {_name}_sum 7.45
            {_name}_count 4
            """,
            Text()
        );
    }

    [Fact]
    public void Write_ObservedGauge_IsAskedEachTimeAndForgetsWhatIsGone()
    {
        var values = new Dictionary<string, int> { ["a"] = 1, ["b"] = 2 };
        _meter.CreateObservableGauge(
            _name,
            () =>
                values.Select(entry => new Measurement<int>(
                    entry.Value,
                    new KeyValuePair<string, object?>("client_id", entry.Key)
                ))
        );
        Assert.Equal($"# TYPE {_name} gauge\n{_name}{{client_id=\"a\"}} 1\n{_name}{{client_id=\"b\"}} 2", Text());
        values.Remove("a");
        values["b"] = 5;
        Assert.Equal($"# TYPE {_name} gauge\n{_name}{{client_id=\"b\"}} 5", Text());
    }

    [Fact]
    public void Write_StrangeLabelAndHelp_AreEscaped()
    {
        _meter
            .CreateCounter<long>(_name, description: "a\nb\\c")
            .Add(1, new KeyValuePair<string, object?>("x", "q\"\\\n"), new("none", null));
        Assert.Equal(
            $"# HELP {_name} a\\nb\\\\c\n# TYPE {_name} counter\n{_name}{{x=\"q\\\"\\\\\\n\",none=\"\"}} 1",
            Text()
        );
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(1e21, "1E+21")]
    [InlineData(0.1, "0.1")]
    public void Write_AnyNumber_IsOneThatPrometheusReads(double value, string expected)
    {
        _meter.CreateObservableGauge(_name, () => value);
        Assert.EndsWith($"{_name} {expected}", Text());
    }

    [Fact]
    public void Write_MetersOfOthers_AreLeftOut()
    {
        using var other = new Meter("Other");
        other.CreateCounter<long>(_name).Add(1);
        Assert.Equal("", Text());
    }

    [Fact]
    public async Task Write_ManyAtOnce_EachIsWhole()
    {
        _meter.CreateObservableGauge(
            _name,
            () =>
                Enumerable
                    .Range(0, 100)
                    .Select(number => new Measurement<int>(number, new KeyValuePair<string, object?>("n", number)))
        );
        var texts = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(Text)));
        Assert.All(texts, text => Assert.Equal(101, text.Split('\n').Length));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _registry.Dispose();
    }

    // Other tests' meters are heard as well.
    private string Text() =>
        string.Join('\n', _registry.Write().Split('\n').Where(line => line.Contains(_name, StringComparison.Ordinal)));
}
