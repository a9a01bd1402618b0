using System.Net;
using System.Net.Sockets;
using KgRca.Agent.Checking;
using KgRca.Agent.Kubernetes;

namespace KgRca.Agent.Tests.Checking;

public sealed class ClusterCheckTests
{
    private static readonly int Kinds = WatchedTypes.Objects.Count + 1;

    [Fact]
    public async Task Run_EverythingGranted_IsWell()
    {
        var findings = await RunAsync(_ => HttpStatusCode.OK);
        Assert.DoesNotContain(findings, finding => finding.Verdict == Verdict.Missing);
        Assert.Contains(findings, finding => finding.Text.Contains("Kubernetes v1.34.4"));
        Assert.Contains(findings, finding => finding.Text == $"List and watch are allowed on {Kinds} kinds.");
    }

    [Fact]
    public async Task Run_SomeForbidden_NamesThem()
    {
        var findings = await RunAsync(path =>
            path.Contains("/pods") || path.Contains("/jobs") ? HttpStatusCode.Forbidden : HttpStatusCode.OK
        );
        var missing = Assert.Single(findings, finding => finding.Verdict == Verdict.Missing);
        Assert.Equal("List is not allowed: jobs, pods.", missing.Text);
    }

    [Fact]
    public async Task Run_WatchForbidden_TellsItFromListing()
    {
        var findings = await RunAsync(path =>
            path.Contains("/nodes?watch") ? HttpStatusCode.Forbidden : HttpStatusCode.OK
        );
        Assert.Equal(
            "List is allowed but watch is not: nodes.",
            Assert.Single(findings, finding => finding.Verdict == Verdict.Missing).Text
        );
    }

    [Fact]
    public async Task Run_SecretsForbidden_IsNoted()
    {
        var findings = await RunAsync(path => path.Contains("/secrets") ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
        Assert.Equal(
            "Secrets",
            Assert.Single(findings, finding => finding.Verdict == Verdict.Note && finding.Advice is not null).Subject
        );
        Assert.DoesNotContain(findings, finding => finding.Verdict == Verdict.Missing);
    }

    [Fact]
    public async Task Run_KindsNotServed_AreNoted()
    {
        var findings = await RunAsync(path => path.Contains("gateway") ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        Assert.Contains(
            findings,
            finding =>
                finding
                    is {
                        Verdict: Verdict.Note,
                        Text: "The cluster does not serve gatewayclasses, gateways, httproutes."
                    }
        );
    }

    [Fact]
    public async Task Run_UnknownAccount_SaysSoOnce()
    {
        var findings = await RunAsync(_ => HttpStatusCode.Unauthorized);
        Assert.Contains("401", Assert.Single(findings, finding => finding.Verdict == Verdict.Missing).Text);
    }

    [Fact]
    public async Task Run_NothingListens_SaysSo()
    {
        var findings = await RunAsync(_ =>
            throw new HttpRequestException("no", new SocketException((int)SocketError.ConnectionRefused))
        );
        Assert.Contains("connection refused", Assert.Single(findings).Text);
    }

    [Fact]
    public async Task Run_OtherServer_SaysSo()
    {
        var findings = await RunAsync(_ => HttpStatusCode.OK, "<html>");
        Assert.Contains(
            "is not a Kubernetes API server",
            Assert.Single(findings, finding => finding.Verdict == Verdict.Missing).Text
        );
    }

    [Fact]
    public async Task Run_Requests_AskForNoObject()
    {
        var handler = Handler(_ => HttpStatusCode.OK, Version);
        using var server = Connect(handler);
        await new ClusterCheck(server, [], TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
        Assert.All(
            handler.Requests.Skip(1),
            request => Assert.Contains("fieldSelector=metadata.name", request.RequestUri!.Query)
        );
        Assert.Equal(1 + 2 * Kinds, handler.Requests.Count);
    }

    [Theory]
    [InlineData(HttpStatusCode.OK, HttpStatusCode.OK, "Well", "Kind Widget: list and watch allowed.")]
    [InlineData(HttpStatusCode.OK, HttpStatusCode.Forbidden, "Missing", "List is not allowed.")]
    [InlineData(HttpStatusCode.OK, HttpStatusCode.InternalServerError, "Missing", "The API server fails to list it.")]
    [InlineData(
        HttpStatusCode.NotFound,
        HttpStatusCode.OK,
        "Note",
        "Not watched: the cluster does not serve example.com/v1 yet."
    )]
    [InlineData(
        HttpStatusCode.ServiceUnavailable,
        HttpStatusCode.OK,
        "Missing",
        "API discovery failed for this resource: Response status code does not indicate success: 503 (Service Unavailable)."
    )]
    public async Task Run_ResourceThatWasNamed_IsToldOf(
        HttpStatusCode discovery,
        HttpStatusCode list,
        string verdict,
        string text
    )
    {
        Assert.Null(CustomResources.Read(["example.com/v1/widgets"], out var resources));
        using var server = Connect(
            new AnsweringHandler(request =>
                request.RequestUri!.AbsolutePath switch
                {
                    "/apis/example.com/v1" => new HttpResponseMessage(discovery)
                    {
                        Content = new StringContent(
                            """{"resources": [{"name": "widgets", "kind": "Widget", "verbs": ["list", "watch"]}]}"""
                        ),
                    },
                    "/apis/example.com/v1/widgets" => new HttpResponseMessage(list)
                    {
                        Content = new StringContent("{}"),
                    },
                    _ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(Version) },
                }
            )
        );
        var findings = await new ClusterCheck(server, resources, TimeProvider.System).RunAsync(
            TestContext.Current.CancellationToken
        );
        var finding = Assert.Single(findings, finding => finding.Subject == "example.com/v1/widgets");
        Assert.Equal((verdict, text), ($"{finding.Verdict}", finding.Text));
    }

    [Fact]
    public async Task Run_RealCluster_ItsAdministratorMayDoAll()
    {
        var kubeconfig = Environment.GetEnvironmentVariable("KGRCA_TEST_KUBECONFIG");
        Assert.SkipWhen(
            string.IsNullOrEmpty(kubeconfig),
            "KGRCA_TEST_KUBECONFIG names no kubeconfig of a Kubernetes cluster for tests."
        );
        using var server = ApiServer.Connect(kubeconfig, null);
        var findings = await new ClusterCheck(server, [], TimeProvider.System).RunAsync(
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain(findings, finding => finding.Verdict == Verdict.Missing);
        Assert.Contains(findings, finding => finding.Text.StartsWith("List and watch are allowed on "));
    }

    private const string Version = """{"gitVersion":"v1.34.4"}""";

    private static async Task<List<Finding>> RunAsync(Func<string, HttpStatusCode> status, string version = Version)
    {
        using var server = Connect(Handler(status, version));
        return await new ClusterCheck(server, [], TimeProvider.System).RunAsync(TestContext.Current.CancellationToken);
    }

    private static AnsweringHandler Handler(Func<string, HttpStatusCode> status, string version) =>
        new(request => new HttpResponseMessage(status(request.RequestUri!.PathAndQuery))
        {
            Content = new StringContent(version),
        });

    private static ApiServer Connect(AnsweringHandler handler) =>
        new(new Uri("http://api.test/"), handler, null, "test");
}
