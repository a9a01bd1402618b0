using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Agent.Replay;

/// <summary>Where a replay stopped.</summary>
/// <param name="Line">The last line that the server has taken.</param>
/// <param name="Shift">How far times are moved.</param>
/// <param name="Run">What makes the run's event ids its own.</param>
internal sealed record ReplayState(long Line, TimeSpan Shift, string Run)
{
    /// <summary>Reads it; null where there is none.</summary>
    public static ReplayState? Read(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), ReplayJson.Default.ReplayState) : null;

    /// <summary>Writes it beside and puts it in place, so that there is always a whole one.</summary>
    public void Write(string path)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, ReplayJson.Default.ReplayState));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>The server's answer.</summary>
internal sealed record IngestAnswer(long Accepted, long Rejected, IReadOnlyList<IngestError>? Errors);

/// <summary>A line that it could not use, counted from 1 within the request.</summary>
internal sealed record IngestError(long Line, string? Topic, string? Member, string? Message);

/// <summary>The server's answer to a request that failed.</summary>
internal sealed record IngestFailure(string? Title, string? Detail, long AcceptedLines = 0);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ReplayState))]
[JsonSerializable(typeof(IngestAnswer))]
[JsonSerializable(typeof(IngestFailure))]
internal sealed partial class ReplayJson : JsonSerializerContext;
