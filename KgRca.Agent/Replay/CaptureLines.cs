using System.IO.Compression;
using System.Text;

namespace KgRca.Agent.Replay;

/// <summary>A line of a capture.</summary>
internal readonly record struct CaptureLine(long Number, byte[] Bytes);

/// <summary>Reads captures line by line, compressed or not, of any length.</summary>
internal static class CaptureLines
{
    /// <summary>The lines that are not blank.</summary>
    /// <exception cref="ReplayException">The file is damaged; the message says after which line.</exception>
    public static IEnumerable<CaptureLine> Read(Stream file)
    {
        using var reader = new StreamReader(Decompress(file), new UTF8Encoding(false, throwOnInvalidBytes: false), false, 1 << 16);
        for (long number = 1; ; number++)
        {
            string? line;
            try
            {
                line = reader.ReadLine();
            }
            catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
            {
                throw new ReplayException($"The capture is damaged after line {number - 1}: {exception.Message}", exception);
            }
            if (line is null) yield break;
            if (!string.IsNullOrWhiteSpace(line)) yield return new CaptureLine(number, Encoding.UTF8.GetBytes(line));
        }
    }

    private static Stream Decompress(Stream file)
    {
        var buffered = new BufferedStream(file, 1 << 16);
        var (first, second) = (buffered.ReadByte(), buffered.ReadByte());
        buffered.Seek(0, SeekOrigin.Begin);
        return (first, second) == (0x1f, 0x8b) ? new GZipStream(buffered, CompressionMode.Decompress) : buffered;
    }
}
