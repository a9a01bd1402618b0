using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using KgRca.Contracts.Captures;
using KgRca.Contracts.Parsing;

namespace KgRca.Agent.Replay;

/// <summary>Reads captures line by line, compressed or not.</summary>
internal static class CaptureLines
{
    /// <summary>
    /// Bytes that a line may have: a record and what a capture adds to it. Of a longer one only the beginning is kept.
    /// </summary>
    public const int MaxLength = RecordLimits.Bytes + EnvelopeBytes;

    private const int EnvelopeBytes = 4 * 1024;
    private const int BufferSize = 64 * 1024;

    /// <summary>The lines that are not blank. The file is left open.</summary>
    /// <exception cref="ReplayException">The file is damaged; the message says after which line.</exception>
    public static async IAsyncEnumerable<Line> ReadAsync(
        Stream file,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var buffered = new BufferedStream(file, BufferSize);
        await using var unzipped = IsCompressed(buffered)
            ? new GZipStream(buffered, CompressionMode.Decompress, leaveOpen: true)
            : null;
        var reader = PipeReader.Create(
            unzipped ?? (Stream)buffered,
            new StreamPipeReaderOptions(bufferSize: BufferSize, leaveOpen: true)
        );
        try
        {
            var lines = new LineReader(reader, MaxLength);
            for (long last = 0; await ReadAsync(lines, last, cancellationToken) is { } line; last = line.Number)
                yield return line.Number == 1 ? line with { Bytes = WithoutByteOrderMark(line.Bytes) } : line;
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static async ValueTask<Line?> ReadAsync(LineReader lines, long last, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.ReadAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new ReplayException($"The capture is corrupt after line {last}: {exception.Message}", exception);
        }
    }

    private static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> line) =>
        line.Span.StartsWith("\uFEFF"u8) ? line[3..] : line;

    private static bool IsCompressed(Stream file)
    {
        var (first, second) = (file.ReadByte(), file.ReadByte());
        file.Seek(0, SeekOrigin.Begin);
        return (first, second) == (0x1f, 0x8b);
    }
}
