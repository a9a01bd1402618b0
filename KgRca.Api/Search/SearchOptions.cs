using Microsoft.Extensions.Options;

namespace KgRca.Api.Search;

/// <summary>
/// Section <c>KgRca:Search</c>: what turns texts into vectors. Without a model and an endpoint, search goes by words
/// alone.
/// </summary>
public sealed class SearchOptions
{
    /// <summary>
    /// The folder of an ONNX model: <c>model.onnx</c>, of the inputs and output that all-MiniLM-L6-v2 has, and its
    /// <c>vocab.txt</c>. The one that comes with the platform by default.
    /// </summary>
    public string ModelPath { get; set; } = Path.Combine(AppContext.BaseDirectory, "models", "all-minilm-l6-v2");

    /// <summary>
    /// The base address of an API that speaks OpenAI's, such as <c>https://api.openai.com/v1</c>. If set, it is used
    /// instead of the model, and the texts of events and logs are sent there.
    /// </summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The model to ask <see cref="Endpoint"/> for.</summary>
    public string? EndpointModel { get; set; }

    /// <summary>The key for <see cref="Endpoint"/>; absent where it asks for none.</summary>
    public string? EndpointKey { get; set; }
}

/// <summary>Refuses settings that do not go together.</summary>
internal sealed class SearchOptionsValidator : IValidateOptions<SearchOptions>
{
    public ValidateOptionsResult Validate(string? name, SearchOptions options)
    {
        if (options.Endpoint is null)
            return ValidateOptionsResult.Success;
        if (!options.Endpoint.IsAbsoluteUri || options.Endpoint.Scheme is not ("http" or "https"))
            return ValidateOptionsResult.Fail("KgRca:Search:Endpoint must be an http or https address.");
        return string.IsNullOrEmpty(options.EndpointModel)
            ? ValidateOptionsResult.Fail(
                "KgRca:Search:EndpointModel must name the model to ask KgRca:Search:Endpoint for."
            )
            : ValidateOptionsResult.Success;
    }
}
