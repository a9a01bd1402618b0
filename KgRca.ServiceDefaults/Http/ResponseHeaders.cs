using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace KgRca.ServiceDefaults.Http;

/// <summary>What every answer has, and <c>HEAD</c> wherever there is <c>GET</c>.</summary>
internal static class ResponseHeaders
{
    /// <summary>
    /// Adds headers that keep browsers from guessing types, from showing pages in others' frames and from naming our
    /// addresses to others, and caches from keeping data. An endpoint's own <c>Cache-Control</c> stays.
    /// </summary>
    public static void UseResponseHeaders(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    var headers = context.Response.Headers;
                    headers.XContentTypeOptions = "nosniff";
                    headers.XFrameOptions = "DENY";
                    headers["Referrer-Policy"] = "no-referrer";
                    if (headers.CacheControl.Count == 0)
                        headers.CacheControl = "no-store";
                    return Task.CompletedTask;
                });
                return next(context);
            }
        );

    /// <summary>
    /// Answers <c>HEAD</c> as <c>GET</c>; the server sends no body for it. To be called before routing.
    /// </summary>
    public static void UseHeadAsGet(this IApplicationBuilder app) =>
        app.Use(
            (context, next) =>
            {
                if (HttpMethods.IsHead(context.Request.Method))
                    context.Request.Method = HttpMethods.Get;
                return next(context);
            }
        );
}
