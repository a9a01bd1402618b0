using System.IO.Compression;
using System.Text;
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
        Write(file, records);
    }

    /// <summary>Records as JSON Lines.</summary>
    public static string Text(IEnumerable<CaptureRecord> records)
    {
        using var text = new MemoryStream();
        Write(text, records);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private static void Write(Stream output, IEnumerable<CaptureRecord> records)
    {
        foreach (var record in records)
        {
            using (var writer = new Utf8JsonWriter(output))
                record.WriteTo(writer);
            output.WriteByte((byte)'\n');
        }
    }
}
