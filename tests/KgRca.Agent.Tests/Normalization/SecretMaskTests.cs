using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using KgRca.Agent.Normalization;

namespace KgRca.Agent.Tests.Normalization;

public sealed class SecretMaskTests
{
    [Theory]
    [InlineData("DB_PASSWORD")]
    [InlineData("pgPassword")]
    [InlineData("JWT_SECRET")]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("apiKey")]
    [InlineData("API-KEY")]
    [InlineData("AWS_ACCESS_KEY_ID")]
    [InlineData("SENTRY_DSN")]
    [InlineData("REDIS_AUTH")]
    [InlineData("ConnectionStrings__Default")]
    [InlineData("MYSQL_PWD")]
    [InlineData("AccountKey")]
    [InlineData("dbPASS_root_pass")]
    [InlineData("Authorization")]
    [InlineData("Proxy-Authorization")]
    [InlineData("Cookie")]
    [InlineData("X-Api-Key")]
    [InlineData("example.com/token")]
    [InlineData("vault.example.com/password")]
    [InlineData("API_TOKENS")]
    public void Apply_NameOfASecret_MasksTheWholeValue(string name) =>
        Assert.Equal(SecretMask.Masked, SecretMask.Apply(name, "anything at all"));

    [Theory]
    [InlineData("MODE", "fast")]
    [InlineData("AUTHOR", "someone")]
    [InlineData("KEYBOARD", "us")]
    [InlineData("SPINNER", "yes")]
    [InlineData("ADDRESS", "http://checkout.shop:8080/path?x=1")]
    [InlineData("TIME", "12:30@noon")]
    [InlineData("DB_PASSWORD", "")]
    [InlineData("PASSWORDLESS", "users")]
    [InlineData("ALLOW_EMPTY_PASSWORD", "true")]
    [InlineData("MAX_TOKENS", "100")]
    [InlineData("SECRET_NAME", "db")]
    [InlineData("DB_PASSWORD_FILE", "/run/secrets/db")]
    [InlineData("TOKEN_TTL", "5m")]
    [InlineData("tokenReview", "v1")]
    [InlineData("secretName", "tls")]
    [InlineData("secretnamespace", "shop")]
    [InlineData("passwordSecretRef", "db")]
    [InlineData("csi.storage.k8s.io/node-stage-secret-name", "csi")]
    [InlineData("checksum/secret", "0f5c")]
    [InlineData("secret.reloader.example.com/reload", "db")]
    [InlineData("cert-manager.io/private-key-algorithm", "RSA")]
    [InlineData("nginx.ingress.kubernetes.io/auth-secret", "shop/basic-auth")]
    [InlineData("nginx.ingress.kubernetes.io/auth-realm", "members")]
    public void Apply_OrdinaryValue_StaysAsItIs(string name, string value) =>
        Assert.Equal(value, SecretMask.Apply(name, value));

    [Theory]
    [InlineData("postgres://app:hunter2@db:5432/x", "postgres://app:(masked)@db:5432/x")]
    [InlineData("redis://:hunter2@cache:6379", "redis://:(masked)@cache:6379")]
    [InlineData("Host=db;Password=hunter2;Port=1", "Host=db;Password=(masked);Port=1")]
    [InlineData("{\"password\": \"hunter2\", \"user\": \"a\"}", "{\"password\": \"(masked)\", \"user\": \"a\"}")]
    [InlineData("bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "bearer (masked)")]
    [InlineData("key AKIAIOSFODNN7EXAMPLE here", "key (masked) here")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nabc\n-----END RSA PRIVATE KEY-----", "(masked)")]
    [InlineData("ghp_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("gho_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ghu_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ghr_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ghs_0123456789abcdefghijABCDEFGHIJ01", "(masked)")]
    [InlineData("ASIAIOSFODNN7EXAMPLE", "(masked)")]
    [InlineData("hook xoxb-1234567890-abc", "hook (masked)")]
    [InlineData("xoxa-1234567890", "(masked)")]
    [InlineData("xoxp-1234567890", "(masked)")]
    [InlineData("xoxr-1234567890", "(masked)")]
    [InlineData("xoxs-1234567890", "(masked)")]
    [InlineData("AIza0123456789abcdefghijABCDEFGHIJ-_012", "(masked)")]
    [InlineData("sk_live_0123456789abcdef", "(masked)")]
    [InlineData("sk_test_0123456789abcdef", "(masked)")]
    [InlineData("rk_live_0123456789abcdef", "(masked)")]
    [InlineData("rk_test_0123456789abcdef", "(masked)")]
    [InlineData("kg_client-0123456789-abcdefghijk", "(masked)")]
    [InlineData("--password=hunter2", "--password=(masked)")]
    [InlineData("postgres://user:p@ss/w0rd@db:5432/x", "postgres://user:(masked)@db:5432/x")]
    [InlineData("amqp://u:p@a:5672,amqp://u:q@b:5672", "amqp://u:(masked)@a:5672,amqp://u:(masked)@b:5672")]
    [InlineData(
        "smtp://me@example.com:hunter2@mail:25 for me@example.com",
        "smtp://me@example.com:(masked)@mail:25 for me@example.com"
    )]
    [InlineData("srv --password hunter2 --port 80", "srv --password (masked) --port 80")]
    [InlineData("srv --db-password 'hunter two' --port 80", "srv --db-password '(masked)' --port 80")]
    [InlineData("srv -token hunter2; sleep 1", "srv -token (masked); sleep 1")]
    [InlineData(
        "srv --api-key hunter2 --client-secret \"hunter2\"",
        "srv --api-key (masked) --client-secret \"(masked)\""
    )]
    [InlineData("redis-server --requirepass hunter2", "redis-server --requirepass (masked)")]
    [InlineData("export DB_PASS=hunter2; run", "export DB_PASS=(masked); run")]
    [InlineData("password=\"hunter two\" next", "password=\"(masked)\" next")]
    [InlineData("password = hunter2", "password = (masked)")]
    [InlineData(
        "got {\\\"password\\\":\\\"hunter2\\\",\\\"a\\\":1}",
        "got {\\\"password\\\":\\\"(masked)\\\",\\\"a\\\":1}"
    )]
    [InlineData("curl -u user:hunter2 http://x", "curl -u user:(masked) http://x")]
    [InlineData("curl -sSu 'user:hunter2' http://x", "curl -sSu 'user:(masked)' http://x")]
    [InlineData("curl -u admin:12345 http://x", "curl -u admin:(masked) http://x")]
    [InlineData("fetch --user user:hunter2", "fetch --user user:(masked)")]
    [InlineData("fetch --user=user:hunter2", "fetch --user=user:(masked)")]
    [InlineData("redis-cli -h cache -a hunter2 ping", "redis-cli -h cache -a (masked) ping")]
    [InlineData("mysqladmin ping -u root -phunter2", "mysqladmin ping -u root -p(masked)")]
    [InlineData("mongosh -u root -p hunter2 admin", "mongosh -u root -p (masked) admin")]
    [InlineData("sshpass -phunter2 ssh x", "sshpass -p(masked) ssh x")]
    [InlineData("Authorization: Bearer opaque", "Authorization: Bearer (masked)")]
    [InlineData("authorization: Basic abc==", "authorization: Basic (masked)")]
    [InlineData("map[Authorization:[Bearer opaque] Accept:[*/*]]", "map[Authorization:[Bearer (masked)] Accept:[*/*]]")]
    [InlineData("{\"Authorization\":\"Basic abc\",\"a\":1}", "{\"Authorization\":\"Basic (masked)\",\"a\":1}")]
    [InlineData("Authorization: 0123456789abcdef", "Authorization: (masked)")]
    [InlineData("sent Bearer 0a1b2c3d4e to db", "sent Bearer (masked) to db")]
    [InlineData("curl -H 'X-Api-Key: hunter2' http://x", "curl -H 'X-Api-Key: (masked)' http://x")]
    [InlineData("PRIVATE-TOKEN: hunter2", "PRIVATE-TOKEN: (masked)")]
    public void Apply_CredentialInText_MasksOnlyThat(string text, string expected)
    {
        Assert.Equal(expected, SecretMask.Apply(text));
        Assert.True(SecretMask.MayApply(JsonEncodedText.Encode(text).EncodedUtf8Bytes));
        Assert.True(
            SecretMask.MayApply(
                JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes
            )
        );
    }

    [Theory]
    [InlineData(
        "registry.example/shop/app:1.4.2@sha256:9f2c4d5e6a7b8c9d0e1f2a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f"
    )]
    [InlineData("2026-01-15T08:00:00Z")]
    [InlineData("00000001-7d3a-4f1e-9c2b-5a6e8f0d1b3c")]
    [InlineData("/var/run/secrets/kubernetes.io/serviceaccount/token")]
    [InlineData("kubelet, node-1: started the container in 5 s")]
    [InlineData("http://checkout.shop:8080/x?y=1")]
    [InlineData("")]
    public void MayApply_NamesTimesAndNumbers_TellsThatItDoesNot(string text) =>
        Assert.False(SecretMask.MayApply(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("MountVolume.SetUp failed for volume \"token\" : secret \"api-token\" not found")]
    [InlineData("couldn't find key password in Secret shop/db")]
    [InlineData("secrets \"db\" is forbidden: User \"x\" cannot get resource")]
    [InlineData("tokens: 5")]
    [InlineData("max_tokens=100")]
    [InlineData("srv --token-ttl 5m --max-tokens 100")]
    [InlineData("srv --token-ttl=5m --secret-name db --password-file /x --passwordless yes")]
    [InlineData("flag --password is required, unknown flag: --token-foo")]
    [InlineData("the flag --token must be set")]
    [InlineData("token == null, secret => none")]
    [InlineData("no bearer token, Bearer authentication is required")]
    [InlineData("WWW-Authenticate: Bearer realm=\"x\",service=\"registry.example\"")]
    [InlineData("authorization: denied, X-Api-Key: missing")]
    [InlineData("open /var/run/secrets/kubernetes.io/serviceaccount/token: no such file")]
    [InlineData("http://host/path@2x.png and http://host:8080/path@2x.png")]
    [InlineData("http://[::1]:8080/a@b for me@example.com: failed")]
    [InlineData("docker-pullable://registry:5000/app@sha256:0f5c")]
    [InlineData("docker run --user 1000:1000 x")]
    [InlineData("mysql -h db -P 3306 --protocol tcp")]
    [InlineData("curl -u http://host:80")]
    public void Apply_TalkOfSecrets_StaysAsItIs(string text) => Assert.Equal(text, SecretMask.Apply(text));

    [Fact]
    public void Apply_MaskedText_StaysAsItIs()
    {
        const string Once =
            "curl -u a:(masked) --token (masked) -H 'Authorization: Bearer (masked)' password='(masked)' redis://:(masked)@db";
        Assert.Equal(Once, SecretMask.Apply(Once));
    }

    [Fact]
    public void Apply_TextWithoutCredentials_IsTheSame()
    {
        const string Text = "couldn't find the token: retry in 5 s, see http://host:80/x";
        Assert.Same(Text, SecretMask.Apply(Text));
    }

    [Fact]
    public void Apply_LongText_IsMaskedLineByLineAndALongLineAsAWhole()
    {
        var prose = string.Join('\n', Enumerable.Repeat("echo all is well", 2_000));
        Assert.Equal(
            $"{prose}\nsrv --password {SecretMask.Masked}\n{prose}",
            SecretMask.Apply($"{prose}\nsrv --password hunter2\n{prose}")
        );
        Assert.Equal(
            $"{prose}\n{SecretMask.Masked}",
            SecretMask.Apply($"{prose}\n{string.Concat(Enumerable.Repeat("curl redis-cli x-token ", 50_000))}")
        );
        Assert.Equal($"{prose}\n{new string('x', 100_000)}", SecretMask.Apply($"{prose}\n{new string('x', 100_000)}"));
    }
}
