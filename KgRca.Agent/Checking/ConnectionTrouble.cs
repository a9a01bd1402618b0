using System.Net.Sockets;
using System.Security.Authentication;

namespace KgRca.Agent.Checking;

/// <summary>Says in plain words why there was no answer.</summary>
internal static class ConnectionTrouble
{
    private const string NoTls = "it does not use TLS; should the address start with http://?";

    /// <summary>
    /// Whether an exception means that there was no answer, rather than that the caller has had enough.
    /// </summary>
    public static bool Is(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;

    /// <summary>The reason, without a full stop of its own.</summary>
    public static string Tell(Exception exception) =>
        exception switch
        {
            OperationCanceledException => "it timed out.",
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                "the hostname does not resolve.",
            // What the other side said is no TLS record.
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.SecureConnectionError,
                InnerException: AuthenticationException inner
            } when inner.Message.Contains("frame", StringComparison.Ordinal) => NoTls,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.SecureConnectionError,
                InnerException: AuthenticationException inner
            } => $"TLS failed: {Sentence(inner.Message)}",
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.SecureConnectionError,
                InnerException: IOException
            } => NoTls,
            HttpRequestException
            {
                InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused }
            } => "connection refused.",
            HttpRequestException
            {
                InnerException: SocketException
                {
                    SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable
                }
            } => "no route to host.",
            _ => Sentence(exception.Message),
        };

    private static string Sentence(string text) => text.TrimEnd().EndsWith('.') ? text : $"{text}.";
}
