using System.Buffers.Binary;

namespace KgRca.EventLog.Embedded;

/// <summary>
/// The partition of a key: murmur2 as the Java client of Kafka uses it
/// (org.apache.kafka.common.utils.Utils.murmur2), so that both logs put a key into the same one.
/// </summary>
internal static class Partitioner
{
    private const uint Seed = 0x9747b28c;
    private const uint M = 0x5bd1e995;
    private const int R = 24;

    public static int PartitionOf(ReadOnlySpan<byte> key, int partitions) =>
        (int)(Murmur2(key) & int.MaxValue) % partitions;

    internal static uint Murmur2(ReadOnlySpan<byte> data)
    {
        var hash = Seed ^ (uint)data.Length;
        for (; data.Length >= 4; data = data[4..])
        {
            var block = BinaryPrimitives.ReadUInt32LittleEndian(data) * M;
            hash = (hash * M) ^ ((block ^ (block >> R)) * M);
        }
        if (data.Length >= 3)
            hash ^= (uint)data[2] << 16;
        if (data.Length >= 2)
            hash ^= (uint)data[1] << 8;
        if (data.Length >= 1)
            hash = (hash ^ data[0]) * M;
        hash = (hash ^ (hash >> 13)) * M;
        return hash ^ (hash >> 15);
    }
}
