using System.ClientModel;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Microsoft.ML.OnnxRuntime;
using OpenAI;
using OpenAI.Embeddings;

namespace KgRca.Api.Search;

/// <summary>The one model of the process, loaded on first use. Safe for use by many threads.</summary>
internal sealed partial class Embedder(IOptions<SearchOptions> options, ILogger<Embedder> logger) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _isLoaded;
    private IEmbeddingGenerator<string, Embedding<float>>? _generator;

    /// <summary>The model; null where none can be loaded, which the log says once.</summary>
    public IEmbeddingGenerator<string, Embedding<float>>? Generator
    {
        get
        {
            lock (_lock)
            {
                if (!_isLoaded)
                    _generator = Load();
                _isLoaded = true;
                return _generator;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _generator?.Dispose();

    [SuppressMessage(
        "Design",
        "CA1031",
        Justification = "A model that cannot be loaded, whatever the reason, leaves search by words."
    )]
    private IEmbeddingGenerator<string, Embedding<float>>? Load()
    {
        var settings = options.Value;
        if (settings.Endpoint is { } endpoint)
        {
            // Endpoints that ask for no key get one all the same, since the client insists on it.
            var credential = new ApiKeyCredential(settings.EndpointKey is { Length: > 0 } key ? key : "none");
            return new EmbeddingClient(
                settings.EndpointModel,
                credential,
                new OpenAIClientOptions { Endpoint = endpoint }
            ).AsIEmbeddingGenerator();
        }
        try
        {
            return OnnxEmbeddings.Load(settings.ModelPath);
        }
        catch (Exception exception)
            when (exception
                    is IOException
                        or UnauthorizedAccessException
                        or OnnxRuntimeException
                        or DllNotFoundException
                        or TypeInitializationException
            )
        {
            LogNoModel(settings.ModelPath, exception.Message);
            return null;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Search uses words only: cannot load a model from {Path}: {Reason}"
    )]
    private partial void LogNoModel(string path, string reason);
}
