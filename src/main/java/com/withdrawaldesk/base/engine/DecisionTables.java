package com.withdrawaldesk.base.engine;

import camundajar.impl.scala.collection.immutable.List$;
import camundajar.impl.scala.util.Either;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.scala.ScalaFeelEngine;
import org.camunda.bpm.dmn.feel.impl.scala.function.CustomFunctionTransformer;
import org.camunda.feel.FeelEngine;
import org.camunda.feel.FeelEngineClock;
import org.camunda.feel.api.EvaluationResult;
import org.camunda.feel.api.FeelEngineApi;
import org.camunda.feel.api.SuccessfulEvaluationResult;
import org.camunda.feel.context.Context;
import org.camunda.feel.context.FunctionProvider;
import org.camunda.feel.context.VariableProvider;
import org.camunda.feel.impl.interpreter.BuiltinFunctions;
import org.camunda.feel.impl.interpreter.EvalContext;
import org.camunda.feel.impl.interpreter.EvaluationFailureCollector;
import org.camunda.feel.impl.interpreter.FeelInterpreter;
import org.camunda.feel.syntaxtree.ParsedExpression;
import org.camunda.feel.syntaxtree.Val;
import org.camunda.feel.syntaxtree.ValError;
import org.camunda.feel.syntaxtree.ValFatalError;
import org.camunda.feel.valuemapper.ValueMapper;

/**
 * Reads decision tables as the engine does by itself, and faster: it would parse each cell and make the table of all built-in
 * functions for every evaluation of every cell, several times within each request.
 */
public final class DecisionTables {

    private DecisionTables() {}

    /** The settings of a DMN engine, to be completed. */
    public static DefaultDmnEngineConfiguration settings() {
        var settings = (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        settings.setFeelEngineFactory(Cells::new);
        return settings;
    }

    private static final class Cells extends ScalaFeelEngine {

        Cells() {
            super(List.of());
        }

        // Camunda asks the first of these two, Operaton the second, so neither of them overrides something in both.
        protected FeelEngine buildFeelEngine(
                CustomFunctionTransformer functions, ValueMapper.CompositeValueMapper mapper) {
            return new Feel(functions, mapper);
        }

        protected FeelEngineApi buildFeelEngineApi(
                CustomFunctionTransformer functions, ValueMapper.CompositeValueMapper mapper) {
            return new FeelEngineApi(buildFeelEngine(functions, mapper));
        }
    }

    @SuppressWarnings("deprecation") // It is what the process engine calls.
    private static final class Feel extends FeelEngine {

        // Not more than the cells of the deployed tables: nobody else can bring a text.
        private final Map<String, Either<Failure, ParsedExpression>> expressions = new ConcurrentHashMap<>();
        private final Map<String, Either<Failure, ParsedExpression>> tests = new ConcurrentHashMap<>();
        private final FunctionProvider functions;
        private final FeelInterpreter interpreter;

        Feel(FunctionProvider own, ValueMapper mapper) {
            super(own, mapper, new Configuration(false), FeelEngineClock.SystemClock$.MODULE$);
            List<FunctionProvider> all = List.of(new BuiltinFunctions(clock(), mapper), own);
            functions = new FunctionProvider.CompositeFunctionProvider(
                    List$.MODULE$.from(camundajar.impl.scala.jdk.javaapi.CollectionConverters.asScala(all)));
            interpreter = new FeelInterpreter(mapper);
        }

        @Override
        public Either<Failure, ParsedExpression> parseExpression(String text) {
            return expressions.computeIfAbsent(text, super::parseExpression);
        }

        @Override
        public Either<Failure, ParsedExpression> parseUnaryTests(String text) {
            return tests.computeIfAbsent(text, super::parseUnaryTests);
        }

        /** Whatever goes wrong is evaluated once more by the engine's own way, which has the words for it. */
        @Override
        public EvaluationResult evaluate(ParsedExpression expression, Context context) {
            var faults = new EvaluationFailureCollector();
            var known =
                    new EvalContext(valueMapper(), VariableProvider.EmptyVariableProvider$.MODULE$, functions, faults);
            try {
                Val value = interpreter.eval(expression.expression(), known.merge(context));
                if (!(value instanceof ValError)
                        && !(value instanceof ValFatalError)
                        && faults.failures().isEmpty()) {
                    return new SuccessfulEvaluationResult(valueMapper().unpackVal(value), faults.failures());
                }
            } catch (RuntimeException toldBelow) {
                // See above.
            }
            return super.evaluate(expression, context);
        }
    }
}
