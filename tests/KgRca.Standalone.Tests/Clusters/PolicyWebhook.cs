using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KgRca.Standalone.Tests.Clusters;

/// <summary>
/// An admission webhook that the API server asks. It lets no Pod be made that sees its node's processes.
/// </summary>
internal sealed class PolicyWebhook : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _authority;

    private PolicyWebhook(WebApplication app, string authority) => (_app, _authority) = (app, authority);

    /// <summary>How a configuration reaches it: a <c>clientConfig</c>.</summary>
    public string Client => Reach(_authority);

    /// <summary>A <c>clientConfig</c> that trusts another than who has signed its certificate.</summary>
    public string MistrustingClient
    {
        get
        {
            using var other = TestCertificate.Create("other");
            return Reach(other.ExportCertificatePem());
        }
    }

    /// <summary>Starts it.</summary>
    public static async Task<PolicyWebhook> StartAsync(CancellationToken cancellationToken)
    {
        var certificate = TestCertificate.Create("policy");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate))
        );
        var webhook = new PolicyWebhook(builder.Build(), certificate.ExportCertificatePem());
        webhook._app.MapPost(
            "/",
            (JsonElement review) =>
            {
                var request = review.GetProperty("request");
                var isFine = Allows(request);
                return TypedResults.Ok(
                    new
                    {
                        apiVersion = "admission.k8s.io/v1",
                        kind = "AdmissionReview",
                        response = new
                        {
                            uid = request.GetProperty("uid").GetString(),
                            allowed = isFine,
                            status = new
                            {
                                code = isFine ? 200 : 403,
                                message = isFine ? "" : "sharing the host's process namespace is not allowed",
                            },
                        },
                    }
                );
            }
        );
        await webhook._app.StartAsync(cancellationToken);
        return webhook;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static bool Allows(JsonElement request) =>
        !request.GetProperty("object").GetProperty("spec").TryGetProperty("hostPID", out var shares)
        || shares.ValueKind != JsonValueKind.True;

    private string Reach(string authority) =>
        $$"""clientConfig: {url: "https://127.0.0.1:{{new Uri(_app.Urls.First()).Port}}/", caBundle: {{Convert.ToBase64String(Encoding.ASCII.GetBytes(authority))}} }""";
}
