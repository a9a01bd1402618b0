using KgRca.Contracts.Records;
using KgRca.RootCause.Events;
using KgRca.RootCause.Rules;
using KgRca.RootCause.Rules.Applications;
using KgRca.RootCause.Tests.Rules.Applications.Wordings;

namespace KgRca.RootCause.Tests.Rules.Applications;

public sealed class VocabularyTests
{
    private static readonly (string Cause, (string Software, string Line)[] Lines)[] Said =
    [
        (Causes.DatabaseCredentials, CredentialLines.All),
        (Causes.ServerAlarm, AlarmLines.All),
        (Causes.VaultSealed, SealedLines.All),
        (Causes.DataVersion, DataVersionLines.All),
        (Causes.SchemaMigration, SchemaLines.All),
        (Causes.MigrationLock, LockLines.All),
        (Causes.TlsMismatch, TlsLines.All),
        (Causes.Certificate, CertificateLines.All),
        (Causes.Configuration, ConfigurationLines.All),
    ];

    private static readonly Dictionary<string, Func<string, string>> Dresses = new(StringComparer.Ordinal)
    {
        ["as it is"] = line => line,
        ["klog"] = line => $"E0301 12:00:00.000000       1 run.go:72] \"command failed\" err=\"{Quoted(line)}\"",
        ["logfmt"] = line => $"ts=2026-03-01T12:00:00.000Z caller=main.go:42 level=error msg=\"{Quoted(line)}\"",
        ["JSON"] = line => $$"""{"level":"error","logger":"main","msg":"{{Quoted(line)}}"}""",
        ["colours"] = line => $"\u001b[31mERROR\u001b[0m [2m] {Coloured(line)}",
        ["Java"] = line =>
            $"java.lang.IllegalStateException: could not start\n\tat shop.Main.main(Main.java:12)\nCaused by: {line}\n\t... 14 more",
        ["Python"] = line =>
            $"Traceback (most recent call last):\n  File \"/app/main.py\", line 12, in <module>\n    main()\n{line}",
        ["upper case"] = line => line.ToUpperInvariant(),
        ["lower case"] = line => line.ToLowerInvariant(),
    };

    public static TheoryData<string, string> Causes_Dresses()
    {
        var data = new TheoryData<string, string>();
        foreach (var (cause, _) in Said)
        foreach (var dress in Dresses.Keys)
            data.Add(cause, dress);
        return data;
    }

    [Theory]
    [MemberData(nameof(Causes_Dresses))]
    public void Assess_WhatSoftwareSays_IsItsCauseHoweverItIsLogged(string cause, string dress)
    {
        var lines = Array.Find(Said, said => said.Cause == cause).Lines;
        var wrong = lines
            .Select(line =>
                (line.Software, line.Line, Read: LogReading.Assess(Severity.Error, Dresses[dress](line.Line)))
            )
            .Where(read => read.Read != CauseAssessment.Origin(cause))
            .Select(read => $"{read.Software}: {read.Line} -> {read.Read}");
        Assert.Equal("", string.Join('\n', wrong));
    }

    /// <summary>What passes by itself, went well, is everyday business, or only repeats what somebody has sent.</summary>
    [Theory]
    // Servers that come or go.
    [InlineData("FATAL:  the database system is starting up")]
    [InlineData("LOADING Redis is loading the dataset in memory")]
    [InlineData("Error while fetching metadata with correlation id 4 : {orders=LEADER_NOT_AVAILABLE}")]
    [InlineData("Waiting for changelog lock....")]
    [InlineData("relation \"invoices\" does not exist, retrying in 5s: migrations may still run")]
    [InlineData("database schema is out of date, waiting for the migration Job")]
    [InlineData("could not acquire migration lock, will retry")]
    [InlineData("Vault is sealed, waiting for unseal")]
    [InlineData("core: waiting for vault to be unsealed")]
    // All is well.
    [InlineData("memory resource limit alarm cleared on node rabbit@mq-0")]
    [InlineData("configuration is valid; parsing config took 3 ms, 0 errors")]
    [InlineData("vault is unsealed")]
    [InlineData("Successfully acquired change log lock")]
    [InlineData("TLS certificate renewed successfully, old certificate expired")]
    [InlineData("unknown field \"spec.colour\" in config.yaml ignored")]
    [InlineData("could not parse config value LOG_LEVEL, using default info")]
    // Users of the application, not the application.
    [InlineData("login failed for alice@example.com: wrong password")]
    [InlineData("invalid password for customer 4711")]
    [InlineData("JWT expired at 2026-03-01T11:00:00Z. Current time: 2026-03-01T12:00:00Z")]
    [InlineData("POST /login: 401 Unauthorized")]
    // What a peer or a client sent.
    [InlineData("10.42.0.9 - - \"GET /search?q=Vault+is+sealed&x=password%20authentication%20failed HTTP/1.1\" 500 12")]
    [InlineData("\"GET /docs/certificate has expired HTTP/1.1\" 200")]
    [InlineData("validation of comment failed, request body: {\"text\": \"WRONGPASS invalid username-password pair\"}")]
    [InlineData("STATEMENT:  INSERT INTO notes VALUES ('database space exceeded')")]
    [InlineData("SyntaxError: Unexpected token < in JSON at position 0")]
    [InlineData("failed to decode response: invalid character '<' looking for beginning of value")]
    [InlineData("http: TLS handshake error from 10.42.0.1:51034: client sent an HTTP request to an HTTPS server")]
    [InlineData("http: TLS handshake error from 10.42.0.1:51034: EOF")]
    public void Assess_LinesThatOnlySoundLikeIt_AreNoOrigin(string line)
    {
        var read = LogReading.Assess(Severity.Warning, line);
        Assert.False(read.Role == CauseRole.Origin, $"{read}");
    }

    private static string Quoted(string line) =>
        line.Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Coloured(string line) =>
        line.Replace(" ", " \u001b[1m", StringComparison.Ordinal) + "\u001b[0m";
}
