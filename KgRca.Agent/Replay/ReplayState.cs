using System.Text.Json;
using System.Text.Json.Serialization;

namespace KgRca.Agent.Replay;

/// <summary>Where a replay stopped.</summary>
/// <param name="Capture">The fingerprint of the capture.</param>
/// <param name="Line">The last line that the server has taken.</param>
/// <param name="FromNow">Whether times are moved.</param>
/// <param name="Shift">How far times are moved.</param>
/// <param name="Run">What makes the run's event ids its own.</param>
internal sealed record ReplayState(string Capture, long Line, bool FromNow, TimeSpan Shift, string Run)
{
    /// <summary>Reads it; null where there is none.</summary>
    /// <exception cref="ReplayException">The file is something else.</exception>
    public static ReplayState? Read(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ReplayJson.Default.ReplayState)
                ?? throw new JsonException("It is empty.");
        }
        catch (JsonException exception)
        {
            throw new ReplayException(
                $"{path} is not a replay state file. Delete it, or use another file, to start over.",
                exception
            );
        }
    }

    /// <summary>Writes it beside and puts it in place, so that there is always a whole one.</summary>
    public void Write(string path)
    {
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(this, ReplayJson.Default.ReplayState));
        File.Move(path + ".new", path, overwrite: true);
    }
}

/// <summary>The server's answer.</summary>
internal sealed record IngestAnswer(long Accepted, long Rejected, IReadOnlyList<IngestError>? Errors = null);

/// <summary>A line that it could not use, counted from 1 within the request.</summary>
internal sealed record IngestError(long Line, string? Topic = null, string? Member = null, string? Message = null);

/// <summary>The server's answer to a request that failed.</summary>
/// <param name="Title">What went wrong.</param>
/// <param name="Detail">Why.</param>
/// <param name="AcceptedLines">Lines at the beginning of the request that the server has all the same.</param>
/// <param name="Errors">Those among them that it could not use.</param>
internal sealed record IngestFailure(
    string? Title = null,
    string? Detail = null,
    long AcceptedLines = 0,
    IReadOnlyList<IngestError>? Errors = null
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(ReplayState))]
[JsonSerializable(typeof(IngestAnswer))]
[JsonSerializable(typeof(IngestFailure))]
internal sealed partial class ReplayJson : JsonSerializerContext;
