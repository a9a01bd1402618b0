using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace KgRca.ServiceDefaults.Metrics;

/// <summary>
/// The platform's own metrics in Prometheus' text format, version 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/). OpenTelemetry's exporter for it has no stable
/// release; this listens to the same meters, those named <c>KgRca.*</c>, whose instruments bear their Prometheus names.
/// </summary>
public sealed class PrometheusRegistry : IDisposable
{
    private static readonly double[] DefaultBuckets = [0.00001, 0.0001, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

    private readonly Lock _scrape = new();
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);

    /// <summary>A registry that listens from now on.</summary>
    public PrometheusRegistry()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!instrument.Meter.Name.StartsWith("KgRca.", StringComparison.Ordinal))
                return;
            listener.EnableMeasurementEvents(
                instrument,
                _families.GetOrAdd(instrument.Name, _ => new Family(instrument))
            );
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => ((Family)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => ((Family)state!).Record(value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => ((Family)state!).Record(value, tags));
        _listener.Start();
    }

    /// <summary>All metrics as text.</summary>
    public string Write()
    {
        var text = new StringBuilder();
        // Two scrapes at once would each forget what the other has just observed.
        lock (_scrape)
        {
            foreach (var family in _families.Values)
                family.ForgetObserved();
            _listener.RecordObservableInstruments();
            WriteTo(text);
        }
        return text.ToString();
    }

    private void WriteTo(StringBuilder text)
    {
        foreach (var family in _families.Values.OrderBy(family => family.Name, StringComparer.Ordinal))
            family.Write(text);
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private sealed class Family(Instrument instrument)
    {
        private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
        private readonly bool _isHistogram = instrument is Histogram<double> or Histogram<long>;
        private readonly double[] _buckets = instrument
            is Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds }
            ? [.. bounds]
            : DefaultBuckets;

        public string Name => instrument.Name;

        private bool IsCounter =>
            instrument is Counter<long> or Counter<double> or ObservableCounter<long> or ObservableCounter<double>;

        public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            _series
                .GetOrAdd(Labels(tags), static (_, buckets) => new Series(buckets), _isHistogram ? _buckets : [])
                .Record(value, _isHistogram || instrument is Counter<long> or Counter<double>);

        /// <summary>What is observed is told anew at each scrape; a series that is no longer told of is gone.</summary>
        public void ForgetObserved()
        {
            if (instrument.IsObservable)
                _series.Clear();
        }

        public void Write(StringBuilder text)
        {
            if (_series.IsEmpty)
                return;
            if (instrument.Description is { } help)
                text.Append("# HELP ")
                    .Append(Name)
                    .Append(' ')
                    .Append(help.Replace("\\", "\\\\").Replace("\n", "\\n"))
                    .Append('\n');
            text.Append("# TYPE ")
                .Append(Name)
                .Append(' ')
                .Append(
                    _isHistogram ? "histogram"
                    : IsCounter ? "counter"
                    : "gauge"
                )
                .Append('\n');
            foreach (var (labels, series) in _series.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                series.Write(text, Name, labels, _buckets, _isHistogram);
        }

        private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.IsEmpty)
                return "";
            var text = new StringBuilder();
            foreach (var (name, value) in tags)
            {
                if (text.Length > 0)
                    text.Append(',');
                var escaped = Convert
                    .ToString(value, CultureInfo.InvariantCulture)
                    ?.Replace("\\", "\\\\")
                    .Replace("\"", "\\\"")
                    .Replace("\n", "\\n");
                text.Append(name).Append("=\"").Append(escaped).Append('"');
            }
            return text.ToString();
        }
    }

    private sealed class Series(double[] buckets)
    {
        private readonly Lock _lock = new();
        private readonly long[] _counts = new long[buckets.Length];
        private double _sum;
        private long _count;

        public void Record(double value, bool isAdded)
        {
            lock (_lock)
            {
                _sum = isAdded ? _sum + value : value;
                _count++;
                for (var i = buckets.Length - 1; i >= 0 && value <= buckets[i]; i--)
                    _counts[i]++;
            }
        }

        public void Write(StringBuilder text, string name, string labels, double[] bounds, bool isHistogram)
        {
            lock (_lock)
            {
                if (!isHistogram)
                {
                    Line(text, name, labels, _sum);
                    return;
                }
                var separator = labels.Length == 0 ? "" : ",";
                for (var i = 0; i < bounds.Length; i++)
                    Line(text, name + "_bucket", $"{labels}{separator}le=\"{Number(bounds[i])}\"", _counts[i]);
                Line(text, name + "_bucket", $"{labels}{separator}le=\"+Inf\"", _count);
                Line(text, name + "_sum", labels, _sum);
                Line(text, name + "_count", labels, _count);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(Number(value)).Append('\n');
        }

        private static string Number(double value) =>
            double.IsInfinity(value)
                ? value > 0
                    ? "+Inf"
                    : "-Inf"
                : value.ToString("R", CultureInfo.InvariantCulture);
    }
}
