/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.github.natsboot.test.server;

import java.util.Optional;
import java.util.function.Supplier;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * The JUnit extension behind {@link WithNatsServer}. The server belongs to the nearest
 * class that has the annotation, so nested classes without one share their outer class's.
 *
 * @since 0.1.0
 */
public final class NatsServerExtension
		implements BeforeAllCallback, AfterAllCallback, ParameterResolver, ExecutionCondition {

	private static final Namespace NAMESPACE = Namespace.create(NatsServerExtension.class);

	private final NatsServerCondition condition;

	/**
	 * Create a new instance, for JUnit.
	 */
	public NatsServerExtension() {
		this(NatsServerSource::find);
	}

	NatsServerExtension(Supplier<NatsServerSource> source) {
		this.condition = new NatsServerCondition(source);
	}

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		return this.condition.evaluateExecutionCondition(context);
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		server(context);
	}

	@Override
	public void afterAll(ExtensionContext context) {
		if (isAnnotated(context)) {
			NatsTestServer server = store(context).remove(context.getRequiredTestClass(), NatsTestServer.class);
			if (server != null) {
				server.close();
			}
		}
	}

	@Override
	public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext context) {
		return parameterContext.getParameter().getType() == NatsTestServer.class;
	}

	@Override
	public NatsTestServer resolveParameter(ParameterContext parameterContext, ExtensionContext context) {
		return server(context);
	}

	/**
	 * The server of the class, started by whoever asks first: the constructor of a class
	 * whose instance serves all tests runs before {@code beforeAll}.
	 */
	private static NatsTestServer server(ExtensionContext context) {
		ExtensionContext owner = context;
		while (!isAnnotated(owner)) {
			owner = owner.getParent()
				.orElseThrow(() -> new IllegalStateException(
						context.getDisplayName() + " is in no class with @WithNatsServer"));
		}
		Class<?> type = owner.getRequiredTestClass();
		return store(owner).computeIfAbsent(type, NatsServerExtension::start, NatsTestServer.class);
	}

	private static NatsTestServer start(Class<?> type) {
		WithNatsServer annotation = AnnotationSupport.findAnnotation(type, WithNatsServer.class).orElseThrow();
		return NatsTestServer.builder()
			.jetStream(annotation.jetStream())
			.syncAlways(annotation.syncAlways())
			.configuration(annotation.configuration())
			.start();
	}

	private static boolean isAnnotated(ExtensionContext context) {
		Optional<Class<?>> type = context.getElement()
			.filter(Class.class::isInstance)
			.map((element) -> (Class<?>) element);
		return type.isPresent() && AnnotationSupport.isAnnotated(type.get(), WithNatsServer.class);
	}

	private static Store store(ExtensionContext context) {
		return context.getStore(NAMESPACE);
	}

}
