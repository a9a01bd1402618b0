using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KgRca.Benchmarks.Footprint;

/// <summary><c>POST /api/v1/ingest</c>, which takes whatever comes.</summary>
internal static class IngestEndpoint
{
    /// <summary>Maps the endpoint.</summary>
    public static void MapIngest(this IEndpointRouteBuilder routes, Acknowledgements acknowledgements) =>
        routes.MapPost(
            "/api/v1/ingest",
            async (HttpContext context) =>
            {
                var lines = "";
                if (context.Request.Headers.ContentEncoding == "gzip")
                {
                    await using var body = new GZipStream(context.Request.Body, CompressionMode.Decompress);
                    using var reader = new StreamReader(body, Encoding.UTF8);
                    lines = await reader.ReadToEndAsync(context.RequestAborted);
                }
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync(
                    $"{{\"accepted\":{lines.AsSpan().Count('\n')},\"rejected\":0,\"errors\":[]}}"
                );
                await context.Response.CompleteAsync();
                acknowledgements.Take(lines);
            }
        );
}
