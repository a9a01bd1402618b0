using KgRca.Graph.Cypher.Functions;
using KgRca.Graph.Cypher.Planning;
using KgRca.Graph.Cypher.Syntax;
using KgRca.Graph.Cypher.Values;

namespace KgRca.Graph.Cypher.Execution;

/// <summary>Makes of an expression a function of the row.</summary>
internal sealed class ExpressionCompiler(OperatorFactory factory, PlanContext context)
{
    private static readonly Dictionary<BinaryOperator, Func<object?, object?, object?>> Operators = new()
    {
        [BinaryOperator.Xor] = (left, right) => CypherOperators.Xor(left, right),
        [BinaryOperator.Equal] = (left, right) => CypherCompare.Equal(left, right),
        [BinaryOperator.NotEqual] = (left, right) => !CypherCompare.Equal(left, right),
        [BinaryOperator.Less] = (left, right) => CypherCompare.Less(left, right),
        [BinaryOperator.LessOrEqual] = (left, right) => CypherCompare.LessOrEqual(left, right),
        [BinaryOperator.Greater] = (left, right) => CypherCompare.Less(right, left),
        [BinaryOperator.GreaterOrEqual] = (left, right) => CypherCompare.LessOrEqual(right, left),
        [BinaryOperator.Add] = CypherArithmetic.Add,
        [BinaryOperator.Subtract] = CypherArithmetic.Subtract,
        [BinaryOperator.Multiply] = CypherArithmetic.Multiply,
        [BinaryOperator.Divide] = CypherArithmetic.Divide,
        [BinaryOperator.Modulo] = CypherArithmetic.Modulo,
        [BinaryOperator.Power] = CypherArithmetic.Power,
        [BinaryOperator.In] = (left, right) => CypherOperators.In(left, right),
        [BinaryOperator.StartsWith] = (left, right) => CypherOperators.StartsWith(left, right),
        [BinaryOperator.EndsWith] = (left, right) => CypherOperators.EndsWith(left, right),
        [BinaryOperator.Contains] = (left, right) => CypherOperators.Contains(left, right),
        [BinaryOperator.Matches] = (left, right) => CypherOperators.Matches(left, right),
    };

    /// <summary>A function for an expression whose variables are in <paramref name="scope"/>.</summary>
    public Evaluator Compile(Expression expression, SlotScope scope)
    {
        return expression switch
        {
            Literal literal => Constant(literal.Value),
            Parameter parameter => ParameterOf(parameter),
            Variable variable => Slot(scope[variable.Name]),
            PropertyAccess access => Property(access, Inner(access.Target)),
            ListLiteral list => List([.. list.Elements.Select(Inner)]),
            MapLiteral map => Map([.. map.Entries.Select(entry => (entry.Key, Inner(entry.Value)))]),
            Subscript subscript => Both(Inner(subscript.Target), Inner(subscript.Index), CypherOperators.Index),
            Slice slice => Sliced(slice, scope),
            Unary unary => OfOne(unary.Operator, Inner(unary.Operand)),
            Binary { Operator: BinaryOperator.And } and => And(Inner(and.Left), Inner(and.Right)),
            Binary { Operator: BinaryOperator.Or } or => Or(Inner(or.Left), Inner(or.Right)),
            Binary binary => Both(Inner(binary.Left), Inner(binary.Right), Operators[binary.Operator]),
            HasLabel label => LabelMatch.Compile(Inner(label.Target), label.Label),
            FunctionCall call => Call(call, scope),
            Case @case => Conditional(@case, scope),
            MapProjection map => new MapProjectionCompiler(this).Compile(map, scope),
            _ => new InnerScopeCompiler(this, factory, context).Compile(expression, scope),
        };

        Evaluator Inner(Expression inner) => Compile(inner, scope);
    }

    /// <summary>A slot for a value that only an expression sees.</summary>
    public int NewSlot() => context.Slots.New();

    /// <summary>A function for an expression; one that gives <paramref name="otherwise"/> where there is none.</summary>
    public Evaluator CompileOptional(Expression? expression, SlotScope scope, object? otherwise) =>
        expression is null ? Constant(otherwise) : Compile(expression, scope);

    private static Evaluator Constant(object? value) => _ => value;

    private static Evaluator Slot(int slot) => run => run.Row[slot];

    private Evaluator ParameterOf(Parameter parameter)
    {
        context.Parameters.TryAdd(parameter.Name, parameter.At);
        return run => run.Parameters[parameter.Name];
    }

    private static Evaluator Property(PropertyAccess access, Evaluator target)
    {
        var name = access.Name;
        return run => CypherProperties.Get(target(run), name);
    }

    private static Evaluator List(Evaluator[] items) =>
        run =>
        {
            var values = new object?[items.Length];
            for (var i = 0; i < items.Length; i++)
                values[i] = items[i](run);
            return new CypherList(values);
        };

    private static Evaluator Map((string Key, Evaluator Value)[] entries) =>
        run => new CypherMap(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value(run))));

    private static Evaluator Both(Evaluator left, Evaluator right, Func<object?, object?, object?> apply) =>
        run => apply(left(run), right(run));

    private Evaluator Sliced(Slice slice, SlotScope scope)
    {
        var target = Compile(slice.Target, scope);
        var from = CompileOptional(slice.From, scope, 0L);
        var to = CompileOptional(slice.To, scope, long.MaxValue);
        return run => CypherOperators.Slice(target(run), from(run), to(run));
    }

    private static Evaluator OfOne(UnaryOperator operation, Evaluator operand) =>
        operation switch
        {
            UnaryOperator.Not => run => CypherOperators.Not(operand(run)),
            UnaryOperator.IsNull => run => operand(run) is null,
            UnaryOperator.IsNotNull => run => operand(run) is not null,
            UnaryOperator.Minus => run => CypherArithmetic.Negate(operand(run)),
            _ => operand,
        };

    // The right side is not looked at where the left decides.
    private static Evaluator And(Evaluator left, Evaluator right) =>
        run => left(run) is var first && first is false ? first : CypherOperators.And(first, right(run));

    private static Evaluator Or(Evaluator left, Evaluator right) =>
        run => left(run) is var first && first is true ? first : CypherOperators.Or(first, right(run));

    private Evaluator Call(FunctionCall call, SlotScope scope)
    {
        if (
            call.Name.Equals("exists", StringComparison.OrdinalIgnoreCase) && call.Arguments is [PatternExpression path]
        )
            return Compile(path, scope);
        var function = CypherFunctions.Find(call.Name)!;
        var arguments = call.Arguments.Select(argument => Compile(argument, scope)).ToArray();
        return run =>
        {
            var values = new object?[arguments.Length];
            for (var i = 0; i < arguments.Length; i++)
                values[i] = arguments[i](run);
            return function.Invoke(values, run.Functions);
        };
    }

    private Evaluator Conditional(Case @case, SlotScope scope)
    {
        var subject = @case.Subject is null ? null : Compile(@case.Subject, scope);
        var branches = @case
            .Branches.Select(b => (When: Compile(b.When, scope), Then: Compile(b.Then, scope)))
            .ToArray();
        var otherwise = CompileOptional(@case.Else, scope, null);
        return run =>
        {
            var value = subject?.Invoke(run);
            foreach (var (when, then) in branches)
                if (subject is null ? when(run) is true : CypherCompare.Equal(value, when(run)) == true)
                    return then(run);
            return otherwise(run);
        };
    }
}
