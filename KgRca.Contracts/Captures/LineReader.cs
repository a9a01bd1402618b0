using System.Buffers;
using System.IO.Pipelines;
using System.Numerics;

namespace KgRca.Contracts.Captures;

/// <summary>A line of a stream.</summary>
/// <param name="Bytes">The line without its end; of one that is too long, its beginning. Its memory is the reader's no
/// longer, unless it was told to use it again.</param>
/// <param name="Length">How long it is in all.</param>
/// <param name="Number">Its number in the stream, from 1; blank lines count.</param>
public readonly record struct Line(ReadOnlyMemory<byte> Bytes, long Length, long Number);

/// <summary>
/// Reads lines out of a stream of any length, and keeps no more of a line than is allowed. Not thread-safe.
/// </summary>
/// <param name="reader">The stream; the caller completes it.</param>
/// <param name="maxLength">Bytes of a line that are kept; of a longer one only its beginning is.</param>
/// <param name="usesMemoryAgain">Whether a line is valid only until the next one is read.</param>
/// <param name="maxLines">How many lines there may be, blank ones included.</param>
public sealed class LineReader(
    PipeReader reader,
    int maxLength,
    bool usesMemoryAgain = false,
    long maxLines = long.MaxValue
)
{
    // Lines of a stream that is there already are read without waiting: other work has to get its turn.
    private const int LinesInATurn = 1_000;

    private const int KeptOfLong = 64 * 1024;
    private const int LargestKept = 64 * 1024;

    private byte[] _memory = [];
    private long _number;

    /// <summary>The next line that is not blank; null at the end.</summary>
    /// <exception cref="TooManyLinesException">There are more lines than allowed.</exception>
    public async ValueTask<Line?> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_number >= maxLines)
                throw new TooManyLinesException($"There are more than {maxLines} lines, blank ones included.");
            if (_number % LinesInATurn == LinesInATurn - 1)
                await Task.Yield();
            var result = await reader.ReadAsync(cancellationToken);
            var buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                var bytes = Copy(line, maxLength);
                var length = line.Length;
                reader.AdvanceTo(buffer.GetPosition(1, end));
                _number++;
                if (!IsBlank(bytes.Span))
                    return new Line(bytes, length, _number);
            }
            else if (result.IsCompleted)
            {
                var bytes = Copy(buffer, maxLength);
                var length = buffer.Length;
                reader.AdvanceTo(buffer.End);
                if (length > 0)
                    _number++;
                return IsBlank(bytes.Span) ? null : new Line(bytes, length, _number);
            }
            else if (buffer.Length > maxLength + 1)
            {
                return await SkipAsync(buffer, cancellationToken);
            }
            else
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
            }
        }
    }

    private async ValueTask<Line?> SkipAsync(ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        _number++;
        var kept = Copy(buffer, KeptOfLong);
        var length = buffer.Length;
        reader.AdvanceTo(buffer.End);
        while (true)
        {
            var result = await reader.ReadAsync(cancellationToken);
            if (result.Buffer.PositionOf((byte)'\n') is { } end)
            {
                length += result.Buffer.Slice(0, end).Length;
                reader.AdvanceTo(result.Buffer.GetPosition(1, end));
                return new Line(kept, length, _number);
            }
            length += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                return new Line(kept, length, _number);
        }
    }

    private ReadOnlyMemory<byte> Copy(ReadOnlySequence<byte> line, int max)
    {
        var kept = line.Slice(0, Math.Min(line.Length, max));
        var bytes = Memory((int)kept.Length);
        kept.CopyTo(bytes.Span);
        return line.Length <= max && bytes.Span is [.., (byte)'\r'] ? bytes[..^1] : bytes;
    }

    private Memory<byte> Memory(int length)
    {
        if (!usesMemoryAgain || length > LargestKept)
            return new byte[length];
        if (_memory.Length < length)
            _memory = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)length)];
        return _memory.AsMemory(0, length);
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.IndexOfAnyExcept(" \t\r"u8) < 0;
}

/// <summary>A stream has more lines than are read.</summary>
/// <param name="message">How many are.</param>
public sealed class TooManyLinesException(string message) : Exception(message);
