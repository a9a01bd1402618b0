using System.Text.Json;
using BenchmarkDotNet.Attributes;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Parsing;

namespace KgRca.Benchmarks.Parsing;

/// <summary>A record's way from bytes to a validated object, against making a document of the same bytes.</summary>
[MemoryDiagnoser]
public class RecordParserBenchmarks
{
    private byte[] _value = [];

    [Params(DataTopic.Events, DataTopic.Logs, DataTopic.Resources, DataTopic.Topology, DataTopic.Alerts)]
    public DataTopic Topic { get; set; }

    [GlobalSetup]
    public void ReadSample() => _value = SampleRecords.Of(Topic);

    [Benchmark(Baseline = true)]
    public JsonValueKind Document()
    {
        using var document = JsonDocument.Parse(_value);
        return document.RootElement.ValueKind;
    }

    [Benchmark]
    public ParseResult Record() => RecordParser.Parse(Topic, _value, SampleRecords.ReceivedAt);
}
