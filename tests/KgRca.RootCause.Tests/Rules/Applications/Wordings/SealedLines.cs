namespace KgRca.RootCause.Tests.Rules.Applications.Wordings;

/// <summary>Vault that is sealed, as it and its clients say it.</summary>
internal static class SealedLines
{
    public static (string Software, string Line)[] All { get; } =
    [
        (
            "Vault",
            "Error making API request.\n\nURL: GET http://vault.security:8200/v1/secret/data/orders\nCode: 503. Errors:\n\n* Vault is sealed"
        ),
        (
            "Vault",
            """hvac.exceptions.VaultDown: Vault is sealed, on get http://vault.security:8200/v1/secret/data/orders"""
        ),
        ("Vault", """StatusCodeError: 503 - {"errors":["Vault is sealed"]}"""),
        ("Vault", """core: security barrier not initialized"""),
        (
            "Vault",
            "failed to unseal core: error=\"fetching stored unseal keys failed: failed to decrypt encrypted stored keys: error initializing key: AccessDeniedException\""
        ),
        (
            "Vault",
            """error authenticating: error="Error making API request. Code: 503. Errors: * Vault is sealed" backoff=1.5s"""
        ),
    ];
}
