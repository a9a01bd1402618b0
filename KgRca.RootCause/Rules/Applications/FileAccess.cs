using System.Text.RegularExpressions;
using KgRca.RootCause.Events;

namespace KgRca.RootCause.Rules.Applications;

/// <summary>
/// Tells a file that may not be opened or written from a refusal by a server, which says "permission denied" as well:
/// the former names a path, an error number or what was to be done with a file.
/// </summary>
internal static partial class FileAccess
{
    private static readonly string[] Denials = ["permission denied", "EACCES"];

    // What a server refuses has a path as well, that of the request.
    private static readonly string[] OfServers =
    [
        "http",
        "https",
        "rpc",
        "grpc",
        "403",
        "GET",
        "POST",
        "PUT",
        "DELETE",
    ];

    /// <summary>Whether a message says that access to a file was denied.</summary>
    public static bool IsDenied(string message) =>
        WholeWords.HasAny(message, Denials)
        && (FileOperation().IsMatch(message) || Path().IsMatch(message) && !WholeWords.HasAny(message, OfServers));

    // A path begins a word, and is none of a URL.
    [GeneratedRegex(@"(?<![\w:/.\]])(?:\.{0,2}/)[\w.@+-]+(?:/[\w.@+-]*)*", RegexOptions.CultureInvariant)]
    private static partial Regex Path();

    [GeneratedRegex(
        @"\b(?:errno|EACCES|PermissionError|AccessDeniedException|FileNotFoundException|open|mkdir|mkdtemp|chown|chmod"
            + @"|unlink|rename|touch|director(?:y|ies)|files?|folder|socket|fopen|scandir|rmdir|symlink|os error 13)\b"
            + @"|\(13[:)]",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    )]
    private static partial Regex FileOperation();
}
