using System.Buffers;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// What servers say about their own state at info, though it decides what their clients get: the words count, not the
/// level. Cheap enough to be asked of every line; <see cref="Vocabulary"/> says what such a line means.
/// </summary>
internal static class DecisiveLines
{
    private static readonly SearchValues<string> Texts = SearchValues.Create(
        [
            // RabbitMQ, Elasticsearch, OpenSearch
            "resource limit alarm set",
            "flood stage disk watermark",
            "flood-stage watermark",
            // MySQL, PostgreSQL, MongoDB, Redis, etcd
            "into read only mode",
            "into read-only mode",
            "super_read_only=ON",
            "too many clients already",
            "max number of clients reached",
            "database space exceeded",
            "alarm:NOSPACE",
            // Vault
            "vault is sealed",
            // Any
            "no space left on device",
            "too many open files",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Whether a line says such a thing, whatever its level.</summary>
    public static bool IsOne(string message) => message.AsSpan().ContainsAny(Texts);
}
