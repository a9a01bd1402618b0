using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace KgRca.EventLog.Embedded;

/// <summary>A record as it is stored: with its offset and its place in the order of all records.</summary>
internal readonly record struct StoredRecord(
    long Offset,
    long Sequence,
    long Time,
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte>? Value,
    IReadOnlyList<RecordHeader> Headers
);

/// <summary>
/// Batches of one partition's records as compressed bytes with a checksum: see <c>FORMAT.md</c>, "Batches".
/// </summary>
internal static class BatchCodec
{
    private const int BrotliQuality = 1;
    private const int BrotliWindow = 20;
    private const int HashBytes = 8;

    /// <summary>Encodes records, which are in the order of their offsets.</summary>
    public static byte[] Encode(IReadOnlyList<StoredRecord> records)
    {
        var plain = new ArrayBufferWriter<byte>();
        var (offset, sequence, time) = (0L, 0L, 0L);
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            WriteNumber(plain, record.Offset - offset);
            WriteNumber(plain, record.Sequence - sequence);
            WriteNumber(plain, record.Time - time);
            (offset, sequence, time) = (record.Offset, record.Sequence, record.Time);
            WriteBytes(plain, record.Key.Span);
            WriteNumber(plain, record.Value is null ? -1 : record.Value.Value.Length);
            if (record.Value is { } value)
                plain.Write(value.Span);
            WriteNumber(plain, record.Headers.Count);
            foreach (var (name, text) in record.Headers)
            {
                WriteBytes(plain, Encoding.UTF8.GetBytes(name));
                WriteBytes(plain, Encoding.UTF8.GetBytes(text));
            }
        }
        return Compress(plain.WrittenSpan);
    }

    /// <summary>Decodes a batch.</summary>
    /// <exception cref="InvalidDataException">The bytes are not what was written; the message says what is wrong with
    /// them.</exception>
    public static List<StoredRecord> Decode(ReadOnlySpan<byte> bytes)
    {
        if (
            bytes.Length < HashBytes + sizeof(int)
            || XxHash64.HashToUInt64(bytes[HashBytes..]) != BitConverter.ToUInt64(bytes)
        )
            throw new InvalidDataException("its checksum does not match");
        var plain = new byte[BitConverter.ToInt32(bytes[HashBytes..])];
        if (
            !BrotliDecoder.TryDecompress(bytes[(HashBytes + sizeof(int))..], plain, out var length)
            || length != plain.Length
        )
            throw new InvalidDataException("it cannot be decompressed");
        var records = new List<StoredRecord>();
        ReadOnlyMemory<byte> rest = plain;
        var (offset, sequence, time) = (0L, 0L, 0L);
        while (!rest.IsEmpty)
        {
            offset += ReadNumber(ref rest);
            sequence += ReadNumber(ref rest);
            time += ReadNumber(ref rest);
            var key = ReadBytes(ref rest, ReadNumber(ref rest));
            var valueLength = ReadNumber(ref rest);
            var value = valueLength < 0 ? default(ReadOnlyMemory<byte>?) : ReadBytes(ref rest, valueLength);
            var headers = new RecordHeader[ReadNumber(ref rest)];
            for (var i = 0; i < headers.Length; i++)
                headers[i] = new RecordHeader(ReadText(ref rest), ReadText(ref rest));
            records.Add(new StoredRecord(offset, sequence, time, key, value, headers));
        }
        return records;
    }

    /// <summary>Decodes a batch, unless it is damaged.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out List<StoredRecord> records)
    {
        try
        {
            records = Decode(bytes);
            return true;
        }
        catch (InvalidDataException)
        {
            records = [];
            return false;
        }
    }

    private static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(plain.Length));
        try
        {
            if (!BrotliEncoder.TryCompress(plain, buffer, out var length, BrotliQuality, BrotliWindow))
                throw new InvalidOperationException("Brotli found its largest buffer too small.");
            var bytes = new byte[HashBytes + sizeof(int) + length];
            BitConverter.TryWriteBytes(bytes.AsSpan(HashBytes), plain.Length);
            buffer.AsSpan(0, length).CopyTo(bytes.AsSpan(HashBytes + sizeof(int)));
            BitConverter.TryWriteBytes(bytes, XxHash64.HashToUInt64(bytes.AsSpan(HashBytes)));
            return bytes;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteBytes(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(output, bytes.Length);
        output.Write(bytes);
    }

    // Zigzag, then seven bits a byte.
    private static void WriteNumber(ArrayBufferWriter<byte> output, long signed)
    {
        var number = (ulong)((signed << 1) ^ (signed >> 63));
        var span = output.GetSpan(10);
        var length = 0;
        for (; number >= 0x80; number >>= 7)
            span[length++] = (byte)(number | 0x80);
        span[length++] = (byte)number;
        output.Advance(length);
    }

    private static long ReadNumber(ref ReadOnlyMemory<byte> bytes)
    {
        var span = bytes.Span;
        ulong number = 0;
        var index = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = span[index++];
            number |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                break;
        }
        bytes = bytes[index..];
        return (long)(number >> 1) ^ -(long)(number & 1);
    }

    private static ReadOnlyMemory<byte> ReadBytes(ref ReadOnlyMemory<byte> bytes, long length)
    {
        var result = bytes[..(int)length];
        bytes = bytes[(int)length..];
        return result;
    }

    private static string ReadText(ref ReadOnlyMemory<byte> bytes) =>
        Encoding.UTF8.GetString(ReadBytes(ref bytes, ReadNumber(ref bytes)).Span);
}
