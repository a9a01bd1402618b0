using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace KgRca.Benchmarks.Footprint;

/// <summary>
/// Lists and watches of a cluster, as an API server answers them: in pages, and from a resource version on. What the
/// cluster does not have is not served.
/// </summary>
internal static class ApiServerEndpoints
{
    /// <summary>Maps the paths under <c>/api</c> and <c>/apis</c>.</summary>
    public static void MapCluster(this IEndpointRouteBuilder routes, SyntheticCluster cluster)
    {
        foreach (var root in (string[])["api", "apis"])
            routes.MapGet($"/{root}/{{**path}}", context => AnswerAsync(context, cluster));
    }

    private static async Task AnswerAsync(HttpContext context, SyntheticCluster cluster)
    {
        context.Response.ContentType = "application/json";
        var query = context.Request.Query;
        if (cluster.Store(context.Request.Path) is not { } store)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            await context.Response.WriteAsync(
                """{"kind":"Status","code":404,"message":"the server could not find the requested resource"}"""
            );
        }
        else if (query["watch"] == "true")
            await WatchAsync(
                context,
                store,
                long.Parse(query["resourceVersion"].ToString(), CultureInfo.InvariantCulture),
                int.Parse(query["timeoutSeconds"].ToString(), CultureInfo.InvariantCulture)
            );
        else
            await ListAsync(
                context.Response,
                store,
                cluster.Version,
                query["continue"].ToString(),
                int.Parse(query["limit"].ToString(), CultureInfo.InvariantCulture)
            );
    }

    private static async Task ListAsync(HttpResponse response, ObjectStore store, long version, string after, int limit)
    {
        var (objects, next) = store.Page(after, limit);
        await response.WriteAsync(
            $"{{\"kind\":\"List\",\"metadata\":{{\"resourceVersion\":\"{version}\"{(next is null ? "" : $",\"continue\":\"{next}\"")}}},\"items\":["
        );
        for (var i = 0; i < objects.Count; i++)
        {
            if (i > 0)
                await response.Body.WriteAsync(","u8.ToArray());
            await response.Body.WriteAsync(objects[i]);
        }
        await response.Body.WriteAsync("]}"u8.ToArray());
    }

    private static async Task WatchAsync(HttpContext context, ObjectStore store, long version, int seconds)
    {
        if (store.Watch(version) is not { } watch)
        {
            await context.Response.WriteAsync(
                """{"type":"ERROR","object":{"kind":"Status","code":410,"message":"too old resource version"}}""" + "\n"
            );
            return;
        }
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        ending.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await context.Response.Body.FlushAsync(ending.Token);
            while (await watch.Reader.WaitToReadAsync(ending.Token))
            {
                while (watch.Reader.TryRead(out var line))
                    await context.Response.Body.WriteAsync(line, ending.Token);
                await context.Response.Body.FlushAsync(ending.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The watch has been long enough, or nobody listens.
        }
        finally
        {
            store.Leave(watch);
        }
    }
}
