namespace KgRca.Portal;

/// <summary>What people open in a browser: in a process of its own or in a shared one.</summary>
public static class PortalModule
{
    /// <summary>Registers what the portal needs.</summary>
    public static TBuilder AddPortal<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder => builder;

    /// <summary>Maps the start page at the root.</summary>
    public static void MapPortal(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/", () => TypedResults.Stream(OpenStartPage(), "text/html; charset=utf-8"))
            .ExcludeFromDescription();

    private static Stream OpenStartPage() =>
        typeof(PortalModule).Assembly.GetManifestResourceStream("index.html")
        ?? throw new InvalidOperationException("The start page is missing from the assembly.");
}
