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

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;
import org.springframework.core.ResolvableType;

/**
 * One element of a parameter that is a list, as if the method took that: with the
 * annotations of the list and of its type argument, so that elements of a
 * {@code @Valid List<Order>} and of a {@code List<@Valid Order>} are checked.
 */
final class BatchElementParameter extends MethodParameter {

	private final Annotation[] annotations;

	private final ResolvableType type;

	BatchElementParameter(MethodParameter list) {
		super(list);
		this.annotations = annotations(list);
		this.type = ResolvableType.forMethodParameter(list).as(List.class).getGeneric();
	}

	private BatchElementParameter(BatchElementParameter original) {
		super(original);
		this.annotations = original.annotations;
		this.type = original.type;
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
	public Annotation[] getParameterAnnotations() {
		return this.annotations;
	}

	private static Annotation[] annotations(MethodParameter list) {
		List<Annotation> all = new ArrayList<>(List.of(list.getParameterAnnotations()));
		AnnotatedType declared = list.getExecutable().getAnnotatedParameterTypes()[list.getParameterIndex()];
		if (declared instanceof AnnotatedParameterizedType parameterized) {
			for (AnnotatedType argument : parameterized.getAnnotatedActualTypeArguments()) {
				all.addAll(List.of(argument.getAnnotations()));
			}
		}
		return all.toArray(Annotation[]::new);
	}

	@Override
	public BatchElementParameter clone() {
		return new BatchElementParameter(this);
	}

	/**
	 * Resolvers remember what they can resolve, and the list is not the same as its
	 * element.
	 */
	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof BatchElementParameter && super.equals(other);
	}

	@Override
	public int hashCode() {
		return super.hashCode() + 1;
	}

}
