using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace KgRca.EventLog.Embedded;

/// <summary>Batches of one partition's records as compressed bytes with a checksum: see <c>FORMAT.md</c>, "Batches".</summary>
internal static class BatchCodec
{
    // Of the qualities 0 to 4, 1 gave the smallest file per millisecond on recorded Kubernetes events.
    private const int BrotliQuality = 1;
    private const int BrotliWindow = 20;
    private const int HashBytes = sizeof(ulong);
    private const int HeadBytes = HashBytes + sizeof(int);

    /// <summary>Encodes records, which are in the order of their offsets.</summary>
    public static byte[] Encode(IReadOnlyList<StoredRecord> records)
    {
        var plain = new ArrayBufferWriter<byte>();
        var (offset, sequence, time) = (0L, 0L, 0L);
        foreach (var record in records)
        {
            WriteNumber(plain, record.Offset - offset);
            WriteNumber(plain, record.Sequence - sequence);
            WriteNumber(plain, record.Time - time);
            (offset, sequence, time) = (record.Offset, record.Sequence, record.Time);
            WriteBytes(plain, record.Key.Span);
            WriteNumber(plain, record.Value is { Length: var length } ? length : -1);
            if (record.Value is { } value) plain.Write(value.Span);
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
    /// <exception cref="InvalidDataException">The bytes are not what was written; the message says what is wrong with them.</exception>
    public static List<StoredRecord> Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeadBytes) throw new InvalidDataException("it is cut off");
        if (XxHash64.HashToUInt64(bytes[HashBytes..]) != BinaryPrimitives.ReadUInt64LittleEndian(bytes))
            throw new InvalidDataException("its checksum does not match");
        var plain = new byte[BinaryPrimitives.ReadInt32LittleEndian(bytes[HashBytes..])];
        if (!BrotliDecoder.TryDecompress(bytes[HeadBytes..], plain, out var length) || length != plain.Length)
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
            for (var i = 0; i < headers.Length; i++) headers[i] = new RecordHeader(ReadText(ref rest), ReadText(ref rest));
            records.Add(new StoredRecord(offset, sequence, time, key, value, headers));
        }
        return records;
    }

    private static byte[] Compress(ReadOnlySpan<byte> plain)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(HeadBytes + BrotliEncoder.GetMaxCompressedLength(plain.Length));
        try
        {
            if (!BrotliEncoder.TryCompress(plain, buffer.AsSpan(HeadBytes), out var length, BrotliQuality, BrotliWindow))
                throw new InvalidOperationException("Brotli found its largest buffer too small.");
            var bytes = buffer.AsSpan(0, HeadBytes + length);
            BinaryPrimitives.WriteInt32LittleEndian(bytes[HashBytes..], plain.Length);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, XxHash64.HashToUInt64(bytes[HashBytes..]));
            return bytes.ToArray();
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
        for (; number >= 0x80; number >>= 7) span[length++] = (byte)(number | 0x80);
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
            if (next < 0x80) break;
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

    private static string ReadText(ref ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(ReadBytes(ref bytes, ReadNumber(ref bytes)).Span);
}
