namespace KgRca.RootCause.Rules.Services;

/// <summary>A host that a setting names.</summary>
/// <param name="Host">The host as it is written, such as <c>db-0.db.shop.svc</c>.</param>
/// <param name="Port">The port; null where the setting names none and its scheme has none.</param>
/// <param name="IsDatabase">Whether the setting says that it is a database's.</param>
internal readonly record struct Endpoint(string Host, int? Port, bool IsDatabase = false);
