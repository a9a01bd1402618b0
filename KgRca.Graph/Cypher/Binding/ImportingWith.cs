using KgRca.Graph.Cypher.Syntax;

namespace KgRca.Graph.Cypher.Binding;

/// <summary>The <c>WITH a, b</c> at the start of <c>CALL { }</c>, which brings variables in.</summary>
internal static class ImportingWith
{
    /// <summary>Whether a clause is one.</summary>
    public static bool Is(Clause first) =>
        first is Projection { IsReturn: false, Where: null, IsDistinct: false } with
        && with.OrderBy.Count == 0
        && with.Skip is null
        && with.Limit is null
        && with.Entries.All(item => item.Value is Variable variable && variable.Name == item.Name);
}
