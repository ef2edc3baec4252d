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

package io.github.natsboot.listener;

import java.lang.reflect.Method;
import java.lang.reflect.Type;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * The parameter of a {@link ListenerHandler}, as if it were of the type that was declared
 * for its payload: a lambda does not know its own.
 */
final class DeclaredPayloadParameter extends MethodParameter {

	private final Method handlerMethod;

	private final ResolvableType type;

	DeclaredPayloadParameter(Method method, ResolvableType type) {
		super(method, 0);
		this.handlerMethod = method;
		this.type = type;
	}

	private DeclaredPayloadParameter(DeclaredPayloadParameter original) {
		super(original);
		this.handlerMethod = original.handlerMethod;
		this.type = original.type;
	}

	@Override
	public Method getMethod() {
		return this.handlerMethod;
	}

	@Override
	public Class<?> getParameterType() {
		return this.type.resolve(Object.class);
	}

	@Override
	public Type getGenericParameterType() {
		return this.type.getType();
	}

	@Override
	public DeclaredPayloadParameter clone() {
		return new DeclaredPayloadParameter(this);
	}

	/**
	 * Resolvers remember what they can resolve, by parameter.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof DeclaredPayloadParameter declared && this.type.equals(declared.type)
				&& super.equals(other);
	}

	@Override
	public int hashCode() {
		return this.type.hashCode();
	}

}
