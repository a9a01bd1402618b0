using Microsoft.Extensions.AI;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Tokenizers;

namespace KgRca.Api.Search;

/// <summary>
/// Sentence vectors of length 1 by an ONNX model with WordPiece tokens. Each run uses one thread; texts are cut at
/// <see cref="MaxTokens"/> tokens. Safe for use by many threads.
/// </summary>
internal sealed class OnnxEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>
    /// How many tokens of a text count. The bundled model was trained on 256; reports of a cluster say what matters at
    /// their beginning.
    /// </summary>
    public const int MaxTokens = 128;

    private const int MaxBatch = 16;

    private readonly InferenceSession _session;
    private readonly BertTokenizer _tokenizer;

    private OnnxEmbeddings(InferenceSession session, BertTokenizer tokenizer) =>
        (_session, _tokenizer) = (session, tokenizer);

    /// <summary>Loads a model.</summary>
    /// <param name="folder">The folder of <c>model.onnx</c> and <c>vocab.txt</c>.</param>
    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    /// <exception cref="OnnxRuntimeException">The model cannot be loaded.</exception>
    public static OnnxEmbeddings Load(string folder)
    {
        var tokenizer = BertTokenizer.Create(
            Path.Combine(folder, "vocab.txt"),
            new BertOptions { LowerCaseBeforeTokenization = true }
        );
        var model = File.ReadAllBytes(Path.Combine(folder, "model.onnx"));
        using var options = new Microsoft.ML.OnnxRuntime.SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            EnableCpuMemArena = false,
        };
        return new OnnxEmbeddings(new InferenceSession(model, options), tokenizer);
    }

    /// <inheritdoc/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    ) =>
        Task.Run(
            () =>
            {
                // Sentences of like length go together, so that little is padded.
                var texts = values
                    .Select((text, index) => (Ids: Tokens(text), index))
                    .OrderBy(text => text.Ids.Count)
                    .ToList();
                var vectors = new Embedding<float>[texts.Count];
                foreach (var batch in texts.Chunk(MaxBatch))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    Run(batch, vectors);
                }
                return new GeneratedEmbeddings<Embedding<float>>(vectors);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private IReadOnlyList<int> Tokens(string text) => _tokenizer.EncodeToIds(text, MaxTokens, out _, out _);

    private void Run((IReadOnlyList<int> Ids, int Index)[] batch, Embedding<float>[] vectors)
    {
        var length = batch.Max(text => text.Ids.Count);
        int[] shape = [batch.Length, length];
        var (ids, mask, types) = (
            new DenseTensor<long>(shape),
            new DenseTensor<long>(shape),
            new DenseTensor<long>(shape)
        );
        for (var row = 0; row < batch.Length; row++)
        {
            for (var column = 0; column < batch[row].Ids.Count; column++)
                (ids[row, column], mask[row, column]) = (batch[row].Ids[column], 1);
        }
        using var results = _session.Run(
            [
                NamedOnnxValue.CreateFromTensor("input_ids", ids),
                NamedOnnxValue.CreateFromTensor("attention_mask", mask),
                NamedOnnxValue.CreateFromTensor("token_type_ids", types),
            ],
            ["sentence_embedding"]
        );
        var output = results[0].AsTensor<float>().ToDenseTensor();
        var width = output.Dimensions[1];
        for (var row = 0; row < batch.Length; row++)
            vectors[batch[row].Index] = new Embedding<float>(output.Buffer.Slice(row * width, width).ToArray());
    }
}
