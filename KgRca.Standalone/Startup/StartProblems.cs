using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;

namespace KgRca.Standalone.Startup;

/// <summary>What keeps the platform from starting, in a sentence that says what to do.</summary>
internal static class StartProblems
{
    private const int ReadOnly = 8;
    private const int Damaged = 11;
    private const int CannotOpen = 14;
    private const int Full = 13;
    private const int NoDatabase = 26;

    // ENOSPC and EROFS of Linux.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    /// <summary>The sentence.</summary>
    /// <returns>Null for an exception that no circumstance of the start explains: a defect.</returns>
    public static string? Describe(Exception exception, StandaloneArguments arguments) =>
        Chain(exception).Select(link => DescribeOne(link, arguments)).FirstOrDefault(text => text is not null)
        ?? (
            exception is FormatException or IOException or InvalidOperationException or TimeoutException
                ? exception.Message
                : null
        );

    private static string? DescribeOne(Exception exception, StandaloneArguments arguments) =>
        exception switch
        {
            AddressInUseException => $"{arguments.Urls} is in use by another process. Stop that process, or choose "
                + "another address with --urls.",
            SocketException => $"Cannot listen on {arguments.Urls}: {Sentence(exception)}",
            SqliteException database => Describe(database.SqliteErrorCode, database.Message, arguments.DataDirectory),
            FileNotFoundException or CryptographicException =>
                $"Cannot read the certificate for https: {Sentence(exception)} See "
                    + "Kestrel__Certificates__Default__Path.",
            InvalidOperationException when exception.Message.Contains("HTTPS", StringComparison.Ordinal) =>
                "https needs a certificate: set Kestrel__Certificates__Default__Path to a PEM or PFX file, and "
                    + "Kestrel__Certificates__Default__KeyPath or __Password.",
            IOException { HResult: NoSpace } => IsFull(arguments.DataDirectory),
            IOException { HResult: ReadOnlyFileSystem } => IsReadOnly(arguments.DataDirectory),
            _ => null,
        };

    private static string Describe(int code, string message, string folder) =>
        code switch
        {
            Full => IsFull(folder),
            ReadOnly or CannotOpen => IsReadOnly(folder),
            Damaged or NoDatabase => $"A database in the data folder {folder} is damaged. Restore the folder from a "
                + "backup, or choose another one with --data.",
            _ => $"A database in the data folder {folder} cannot be used: {message}",
        };

    private static string IsFull(string folder) =>
        $"The disk of the data folder {folder} is full. Make room, or choose another folder with --data.";

    private static string IsReadOnly(string folder) =>
        $"Cannot write to the data folder {folder}. Make it writable, or choose another one with --data.";

    private static string Sentence(Exception exception) => $"{exception.Message.TrimEnd('.')}.";

    private static IEnumerable<Exception> Chain(Exception exception)
    {
        for (Exception? link = exception; link is not null; link = link.InnerException)
            yield return link;
    }
}
