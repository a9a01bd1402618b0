using System.Diagnostics;
using System.Globalization;

namespace KgRca.Benchmarks.Footprint;

/// <summary>
/// Times changes of the cluster from when they are made until a record of them is acknowledged. Each bears a number
/// that its record shows. Thread-safe.
/// </summary>
internal sealed class Acknowledgements
{
    /// <summary>What stands before a change's number, in an annotation or a message.</summary>
    public const string Prefix = "sequence-";

    private const int Digits = 9;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, long> _open = [];
    private readonly Dictionary<string, int> _deleted = new(StringComparer.Ordinal);
    private readonly HashSet<int> _done = [];
    private readonly List<double> _milliseconds = [];
    private int _last;

    /// <summary>Changes whose records have not been acknowledged.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>Records that came again.</summary>
    public int Doubled { get; private set; }

    /// <summary>A change is made now.</summary>
    /// <param name="deletedUid">The object that is deleted; null where it bears the number.</param>
    /// <returns>What its record has to show.</returns>
    public string Begin(string? deletedUid = null)
    {
        lock (_lock)
        {
            _open.Add(++_last, Stopwatch.GetTimestamp());
            if (deletedUid is not null)
                _deleted.Add(deletedUid, _last);
            return string.Create(CultureInfo.InvariantCulture, $"{Prefix}{_last:d9}");
        }
    }

    /// <summary>Lines have been acknowledged.</summary>
    public void Take(string lines)
    {
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
        {
            foreach (var line in lines.AsSpan().EnumerateLines())
            {
                if (line.IndexOf(Prefix) is >= 0 and var at)
                    End(int.Parse(line.Slice(at + Prefix.Length, Digits), CultureInfo.InvariantCulture), now);
                else if (
                    line.Contains("\"op\":\"delete\"", StringComparison.Ordinal)
                    && Uid(line) is { } uid
                    && _deleted.TryGetValue(uid, out var number)
                )
                    End(number, now);
            }
        }
    }

    /// <summary>The times since this was last called, sorted, in milliseconds.</summary>
    public List<double> TakeTimes()
    {
        lock (_lock)
        {
            List<double> times = [.. _milliseconds.Order()];
            _milliseconds.Clear();
            return times;
        }
    }

    private void End(int number, long now)
    {
        if (_open.Remove(number, out var began))
            _milliseconds.Add(Stopwatch.GetElapsedTime(began, now).TotalMilliseconds);
        if (!_done.Add(number))
            Doubled++;
    }

    private static string? Uid(ReadOnlySpan<char> line)
    {
        const string Member = "\"uid\":\"";
        var start = line.IndexOf(Member);
        if (start < 0)
            return null;
        var rest = line[(start + Member.Length)..];
        return rest[..rest.IndexOf('"')].ToString();
    }
}
