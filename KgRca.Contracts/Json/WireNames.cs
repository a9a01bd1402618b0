using System.Text.Json;
using KgRca.Contracts.Records;

namespace KgRca.Contracts.Json;

/// <summary>How names of enum members are spelled on the wire.</summary>
public static class WireNames
{
    private static readonly string[] Sources = [.. Enum.GetNames<EventSource>().Select(Dotted)];
    private static readonly string[] Severities =
    [
        .. Enum.GetNames<Severity>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName),
    ];
    private static readonly string[] CallSources =
    [
        .. Enum.GetNames<CallSource>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName),
    ];
    private static readonly string[] EdgeTypes =
    [
        .. Enum.GetNames<EdgeType>().Select(JsonNamingPolicy.SnakeCaseUpper.ConvertName),
    ];

    /// <summary>The wire name of a source, such as <c>k8s.event</c>.</summary>
    public static string Of(EventSource source) => Sources[(int)source];

    /// <summary>The wire name of a severity, such as <c>warning</c>.</summary>
    public static string Of(Severity severity) => Severities[(int)severity];

    /// <summary>The wire name of an edge type, such as <c>RUNS_ON</c>.</summary>
    public static string Of(EdgeType type) => EdgeTypes[(int)type];

    /// <summary>The wire name of what has told of a call, such as <c>trace</c>.</summary>
    public static string Of(CallSource source) => CallSources[(int)source];

    /// <summary>Reads the wire name of a severity.</summary>
    public static bool TryParseSeverity(string? name, out Severity severity)
    {
        var index = Array.IndexOf(Severities, name);
        severity = (Severity)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the wire name of an edge type.</summary>
    public static bool TryParseEdgeType(string? name, out EdgeType type)
    {
        var index = Array.IndexOf(EdgeTypes, name);
        type = (EdgeType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Reads the wire name of what has told of a call.</summary>
    public static bool TryParseCallSource(string? name, out CallSource source)
    {
        var index = Array.IndexOf(CallSources, name);
        source = (CallSource)Math.Max(index, 0);
        return index >= 0;
    }

    internal static string Dotted(string name) =>
        string.Concat(
            name.Select(
                (character, index) =>
                    char.IsAsciiLetterUpper(character)
                        ? $"{(index == 0 ? "" : ".")}{char.ToLowerInvariant(character)}"
                        : $"{character}"
            )
        );
}
