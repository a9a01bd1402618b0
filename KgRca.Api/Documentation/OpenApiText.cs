using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace KgRca.Api.Documentation;

/// <summary>
/// The OpenAPI document, made once: making it takes as long as hundreds of requests, and it is for everyone. Safe for
/// use by many threads.
/// </summary>
internal sealed class OpenApiText([FromKeyedServices(OpenApiSetup.Name)] IOpenApiDocumentProvider documents)
{
    private readonly Lock _lock = new();
    private Task<byte[]>? _text;

    /// <summary>The document as JSON.</summary>
    public Task<byte[]> ReadAsync()
    {
        lock (_lock)
            return _text is { IsFaulted: false, IsCanceled: false } made ? made : _text = WriteAsync();
    }

    // For all who ask, so that none of them can end it.
    private async Task<byte[]> WriteAsync()
    {
        var document = await documents.GetOpenApiDocumentAsync(CancellationToken.None);
        using var output = new MemoryStream();
        await document.SerializeAsJsonAsync(output, OpenApiSpecVersion.OpenApi3_1, CancellationToken.None);
        return output.ToArray();
    }
}
