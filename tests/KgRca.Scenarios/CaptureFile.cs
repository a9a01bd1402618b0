using System.IO.Compression;
using System.Text.Json;
using KgRca.Contracts.Captures;

namespace KgRca.Scenarios;

/// <summary>Captures as files.</summary>
public static class CaptureFile
{
    /// <summary>Writes records as compressed JSON Lines.</summary>
    public static void Write(string path, IEnumerable<CaptureRecord> records)
    {
        using var file = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        foreach (var record in records)
        {
            using (var writer = new Utf8JsonWriter(file))
                record.WriteTo(writer);
            file.WriteByte((byte)'\n');
        }
    }
}
