using System.Text;
using KgRca.Contracts.Identity;
using KgRca.Contracts.Json;
using KgRca.Contracts.Records;

namespace KgRca.Api.Ingestion;

/// <summary>
/// The key that a record gets in its topic, whatever key it was sent with: <c>wire-format.md</c>, first table.
/// </summary>
internal static class RecordKeys
{
    public static byte[] Of(WireRecord record) =>
        Encoding.UTF8.GetBytes(
            record switch
            {
                Event item => item.EventId,
                Resource item => ResourceId.Of(item.Cluster, item.Reference()).ToString(),
                Listing item => item.Key,
                Edge item => $"{item.Cluster}/{WireNames.Of(item.Type)}/{End(item.From)}/{End(item.To)}",
                AlertGroup item => item.GroupKey,
                Heartbeat item => item.Cluster,
                _ => throw new ArgumentOutOfRangeException(
                    nameof(record),
                    record,
                    "No topic has records of this type."
                ),
            }
        );

    private static string End(ObjectReference reference) => $"{reference.Kind}/{reference.Namespace}/{reference.Name}";
}
