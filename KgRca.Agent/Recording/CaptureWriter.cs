using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using KgRca.Contracts.Captures;

namespace KgRca.Agent.Recording;

/// <summary>
/// Writes a capture. A compressed one is a sequence of gzip members, each whole by itself and put into the file at
/// once: whatever ends the recording, the file can be read up to the last <see cref="Flush"/>. Not thread-safe.
/// </summary>
internal sealed class CaptureWriter : IDisposable
{
    private const int FlushAfter = 1 << 20;

    private readonly FileStream _file;
    private readonly bool _isCompressed;
    private readonly MemoryStream _member = new();
    private readonly ArrayBufferWriter<byte> _lines = new();

    /// <summary>Makes the file, compressed where its name ends in <c>.gz</c>.</summary>
    /// <exception cref="IOException">It exists, or cannot be made.</exception>
    public CaptureWriter(string path)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        _isCompressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Records that were written.</summary>
    public long Records { get; private set; }

    /// <summary>Bytes in the file.</summary>
    public long Length => _file.Length;

    /// <summary>Adds a record.</summary>
    public void Write(CaptureRecord record)
    {
        using (var json = new Utf8JsonWriter(_lines, new JsonWriterOptions { SkipValidation = true }))
            record.WriteTo(json);
        _lines.Write("\n"u8);
        Records++;
        if (_lines.WrittenCount >= FlushAfter)
            Flush();
    }

    /// <summary>Brings all that was written into the file.</summary>
    public void Flush()
    {
        if (_lines.WrittenCount == 0)
            return;
        if (_isCompressed)
        {
            _member.SetLength(0);
            using (var gzip = new GZipStream(_member, CompressionLevel.Optimal, leaveOpen: true))
                gzip.Write(_lines.WrittenSpan);
            _file.Write(_member.GetBuffer().AsSpan(0, (int)_member.Length));
        }
        else
            _file.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
    }

    /// <summary>Flushes, and closes the file.</summary>
    public void Dispose()
    {
        Flush();
        _file.Dispose();
    }
}
